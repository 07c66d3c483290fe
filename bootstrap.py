#!/usr/bin/env python3
"""Set Reckoner up and start it: `python3 bootstrap.py run|test|check|bench|bundle [arguments]`.

run     open Reckoner (without a display: compute the sample's snapshot and say where it lies)
test    run the tests; further arguments go to pytest
check   write nothing; name every missing thing with its remedy
bench   run the benchmarks
bundle  build the program as one folder

Standard library only. This file must be readable by any Python 3.8, so that it can find a newer one.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11", "python3.14")
ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
STAMP = VENV / "reckoner-installed"
WINDOWS, LINUX = os.name == "nt", sys.platform.startswith("linux")
SCRIPTS = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = SCRIPTS / ("python.exe" if WINDOWS else "python")
VENV_PACKAGE = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"  # Debian splits ensurepip off
COMMANDS = ("run", "test", "check", "bench", "bundle")

# Debian package: the library it holds. Newer Debian releases rename some (libglib2.0-0t64); apt follows the old name.
LIBRARIES = {
    "libgl1": "libGL.so.1",
    "libegl1": "libEGL.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libglib2.0-0": "libgthread-2.0.so.0",
    "libfontconfig1": "libfontconfig.so.1",
    "libfreetype6": "libfreetype.so.6",
    "libdbus-1-3": "libdbus-1.so.3",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
}
TOOLS = {"xvfb": "Xvfb", "poppler-utils": "pdftotext"}  # Debian package: a program it holds


def main() -> int:
    """Do what the first argument says; the status is that of the program started."""
    command, arguments = (sys.argv[1:2] or ["run"])[0], sys.argv[2:]
    if command not in COMMANDS:
        print(__doc__)
        return 0 if command in ("-h", "--help") else 2
    if sys.version_info < OLDEST:
        return with_newer_python()
    if command == "check":
        return check()
    set_up(for_tests=command == "test")
    python = str(PYTHON)
    return start(
        {
            "run": [str(SCRIPTS / "reckoner"), *arguments],
            "test": [python, "-m", "pytest", *arguments],
            "bench": [python, "-m", "tests.benchmarks", *arguments],
            "bundle": [python, str(ROOT / "packaging" / "bundle.py"), *arguments],
        }[command],
        where=None if command == "run" else ROOT,
    )


def with_newer_python() -> int:
    """The same command by the first newer Python on the path."""
    for name in NEWER:
        found = shutil.which(name)
        if found:
            return subprocess.call([found, __file__, *sys.argv[1:]])
    print(f"Reckoner needs Python 3.11 or newer; this is {platform.python_version()}. Install one and try again.")
    return 1


def set_up(for_tests: bool) -> None:
    """Make `.venv`, install what the lock lists and the system libraries; nothing is done twice."""
    install_for_debian([*missing_libraries(), *(missing_tools() if for_tests else [])])
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted_stamp() and works(PYTHON):
        return
    if not works(PYTHON):
        if importlib.util.find_spec("ensurepip") is None:
            install_for_debian([VENV_PACKAGE])
        say("making .venv")
        call([sys.executable, "-m", "venv", "--clear", str(VENV)])
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    say("installing what requirements.lock lists (about 200 MB, once)")
    call([*pip, "--require-hashes", "--only-binary", ":all:", "--requirement", str(LOCK)])
    call([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    STAMP.write_text(wanted_stamp(), encoding="utf-8")


def check() -> int:
    """Print every missing thing with its remedy; 1 if there is one. Writes nothing."""
    remedies = []
    packages = [*missing_libraries(), *missing_tools()]
    if importlib.util.find_spec("ensurepip") is None and not works(PYTHON):
        packages.append(VENV_PACKAGE)
    if packages:
        remedies.append("missing on this system: " + ", ".join(packages) + "\n    remedy: " + remedy_for(packages))
    if not works(PYTHON):
        remedies.append("no .venv with Python 3.11 or newer\n    remedy: python3 bootstrap.py run")
    elif not STAMP.is_file() or STAMP.read_text(encoding="utf-8") != wanted_stamp():
        remedies.append(".venv is not what requirements.lock lists\n    remedy: python3 bootstrap.py run")
    print("\n".join(remedies) or "Nothing is missing.")
    return 1 if remedies else 0


def works(python: Path) -> bool:
    """Whether that interpreter starts and is new enough; a moved or half-made `.venv` is not."""
    ask = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
    try:
        return subprocess.run([str(python), "-B", "-c", ask], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def wanted_stamp() -> str:
    """What must have been installed: the lock, the project's metadata, and the place it was installed to."""
    digest = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes())
    return f"{digest.hexdigest()} {ROOT}\n"


def missing_libraries() -> list[str]:
    """Debian's names of the libraries that Qt needs and the loader does not find."""
    return [package for package, library in LIBRARIES.items() if not loads(library)] if LINUX else []


def missing_tools() -> list[str]:
    """Debian's names of the programs that the end-to-end tests start and that are not there."""
    return [package for package, program in TOOLS.items() if not shutil.which(program)] if LINUX else []


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def remedy_for(packages: list[str]) -> str:
    if shutil.which("apt-get"):
        return "sudo apt-get update && sudo apt-get install -y --no-install-recommends " + " ".join(packages)
    return "install what your system calls these Debian packages"


def install_for_debian(packages: list[str]) -> None:
    """Install them as root; otherwise name the one line to copy and stop."""
    if not packages:
        return
    if not shutil.which("apt-get") or os.geteuid() != 0:
        sys.exit("Missing on this system: " + ", ".join(packages) + "\n    remedy: " + remedy_for(packages))
    say("installing " + " ".join(packages))
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "--quiet=2", "--option", "Dpkg::Use-Pty=0"]
    call([*apt, "update"], environment)
    call([*apt, "install", "-y", "--no-install-recommends", *packages], environment, quiet=True)


def say(what: str) -> None:
    print(f"bootstrap: {what}", flush=True)


def call(command: list[str], environment: dict[str, str] | None = None, quiet: bool = False) -> None:
    """Run one step; if it fails, show what it said and stop with its status."""
    output = subprocess.PIPE if quiet else None
    done = subprocess.run(command, check=False, env=environment, stdout=output, stdin=subprocess.DEVNULL)
    if done.returncode:
        sys.stdout.write((done.stdout or b"").decode(errors="replace"))
        say(f"failed ({done.returncode}): {' '.join(command)}")
        sys.exit(done.returncode)


def start(command: list[str], where: Path | None) -> int:
    """Become that program. Windows has no exec that a shell waits for, so there it is a child."""
    if where:
        os.chdir(where)
    sys.stdout.flush()
    if not WINDOWS:
        os.execv(command[0], command)
    return subprocess.call(command)


if __name__ == "__main__":
    sys.exit(main())
