"""Compare the versions that CI installs with the published advisories: ``python scripts/audit.py``.

It runs ``pip-audit``, which has to be installed. Exit status 1 if a version has a known weakness. Where the advisories
cannot be reached it says so, with exit status 0: pip-audit itself calls that "no known vulnerabilities".
"""

import json
import subprocess
import sys
from pathlib import Path

_HASHED = Path(__file__).parent.parent / ".ci" / "requirements.txt"


def findings(report: str) -> tuple[list[str], int, int]:
    """Return the known weaknesses of a report of pip-audit, and how many packages were compared and were not."""
    try:
        packages = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return [], 0, 0
    weak = [
        f"{one['name']} {one['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'no version'}"
        for one in packages
        for found in one.get("vulns", ())
    ]
    skipped = sum("skip_reason" in one for one in packages)
    return weak, len(packages) - skipped, skipped


def main() -> None:
    command = ["pip-audit", "--disable-pip", "--require-hashes", "--format", "json", "-r", str(_HASHED)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"pip-audit cannot be run: {error}. Nothing was compared.")
        return
    weak, compared, skipped = findings(done.stdout)
    if not compared + skipped:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        print(f"pip-audit gave no report: {last}. Nothing was compared.")
        return
    print(f"{compared} packages were compared with the published advisories, {skipped} could not be.")
    if weak:
        sys.exit("\n".join(weak))


if __name__ == "__main__":
    main()
