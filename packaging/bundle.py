"""Build Reckoner as one folder, dist/reckoner, and see it work: `python3 bootstrap.py bundle [--no-smoke]`."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "dist" / "reckoner"


def main() -> int:
    """Build, tell the size, run the smoke test; the first status that is not zero."""
    if missing := missing_packages():
        print(f"Missing: {', '.join(missing)}")
        print(f"    remedy: sudo apt-get update && sudo apt-get install -y {' '.join(missing)}")
        return 1
    command = [
        sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "ERROR",
        "--distpath", str(ROOT / "dist"), "--workpath", str(ROOT / "build"),
        str(ROOT / "packaging" / "reckoner.spec"),
    ]  # fmt: skip
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    if status:
        return status
    size_mb = sum(path.stat().st_size for path in BUILT.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6
    print(f"built {BUILT}, {size_mb:.0f} MB")
    if "--no-smoke" in sys.argv[1:]:
        return 0
    return subprocess.run([sys.executable, str(ROOT / "packaging" / "smoke.py"), str(BUILT)], check=False).returncode


def missing_packages() -> list[str]:
    """Debian's names of what PyInstaller takes from the system: a tool, and Python as a library."""
    if not sys.platform.startswith("linux"):
        return []
    missing = [] if shutil.which("objdump") else ["binutils"]
    library = Path(str(sysconfig.get_config_var("LIBDIR")), str(sysconfig.get_config_var("INSTSONAME")))
    if not library.exists() and not loads(library.name):
        missing.append(f"libpython{sys.version_info[0]}.{sys.version_info[1]}")
    return missing


def loads(library: str) -> bool:
    """Whether the loader finds that library by name."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
