"""Check that every dependency has a wheel for every platform: ``python scripts/platforms.py``.

pip resolves the project with its extras for each platform and Python, from wheels alone, and installs nothing.
Packages that only tests, benchmarks and checks need are left out.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
# The oldest system of each kind that is promised: Windows 10, macOS 11 on both processors, Linux with glibc 2.28.
PLATFORMS = {
    "Windows": ("win_amd64",),
    "macOS, Apple silicon": ("macosx_11_0_arm64",),
    "macOS, Intel": ("macosx_11_0_x86_64",),
    "Linux, x86": ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
    "Linux, ARM": ("manylinux_2_28_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"),
}
# The oldest and the newest that is promised.
PYTHONS = ("3.11", "3.14")
EXTRAS = "serial,hub,heic"


def build_wheel(folder: Path) -> Path:
    """Build the wheel of this checkout into a folder and return its path."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(folder), str(ROOT)]
    subprocess.run(command, check=True)
    return next(folder.glob("*.whl"))


def resolve(wheel: Path, tags: tuple[str, ...], python: str) -> tuple[int, str]:
    """Return how many packages an installation from wheels alone has, and pip's last line if there is none."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
    command += ["--only-binary=:all:", "--python-version", python, "--target", str(wheel.parent / "none")]
    for tag in tags:
        command += ["--platform", tag]
    done = subprocess.run([*command, "--report", "-", f"{wheel}[{EXTRAS}]"], capture_output=True, text=True)
    if done.returncode:
        return 0, done.stderr.strip().splitlines()[-1]
    return len(json.loads(done.stdout)["install"]), ""


def main() -> int:
    """Print one line for each platform and Python. Return 1 if one of them lacks a wheel."""
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        wheel = build_wheel(Path(folder))
        for name, tags in PLATFORMS.items():
            for python in PYTHONS:
                count, why = resolve(wheel, tags, python)
                failed += not count
                print(f"{name:22} Python {python}  {f'{count} wheels' if count else why}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
