"""Build Reckoner as one folder, dist/reckoner, and see it work: `python3 bootstrap.py bundle [--no-smoke]`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "dist" / "reckoner"


def main() -> int:
    """Build, tell the size, run the smoke test; the first status that is not zero."""
    if sys.platform.startswith("linux") and not shutil.which("objdump"):
        print("Missing: objdump\n    remedy: sudo apt-get update && sudo apt-get install -y binutils")
        return 1
    command = [
        sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN",
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


if __name__ == "__main__":
    sys.exit(main())
