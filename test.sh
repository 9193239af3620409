#!/usr/bin/env bash
# Builds, checks the format and runs every test; installs from Debian what the tests need and is missing.
# Usage: ./test.sh            ends with the line "N passed, N failed, N skipped"
set -euo pipefail
cd "$(dirname "$0")"

need=()
want() { command -v "$1" >/dev/null 2>&1 || need+=("$2"); }
want mosquitto mosquitto
want mosquitto_sub mosquitto-clients
want ffmpeg ffmpeg
want qemu-aarch64 qemu-user
want clang clang
want ld.lld lld
want aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
[ -e /usr/aarch64-linux-gnu/lib/libc.so ] || need+=(libc6-dev-arm64-cross)
[ -e /usr/include/zlib.h ] || need+=(zlib1g-dev)
ls /usr/lib/*/libturbojpeg.so.0 >/dev/null 2>&1 || need+=(libturbojpeg0)
if [ ${#need[@]} -gt 0 ]; then
    echo "installing: ${need[*]}"
    sudo=""; [ "$(id -u)" = 0 ] || sudo=sudo
    $sudo apt-get update -qq
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
fi

dotnet restore Agent.sln
dotnet build Agent.sln -c Release --no-restore
dotnet format Agent.sln --verify-no-changes --no-restore

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
dotnet test --solution Agent.sln -c Release --no-build "$@" 2>&1 | tee "$log" || status=$?
count() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$log" | tail -n 1; }
passed=$(count succeeded); failed=$(count failed); skipped=$(count skipped)
echo "${passed:-0} passed, ${failed:-1} failed, ${skipped:-0} skipped"
exit $status
