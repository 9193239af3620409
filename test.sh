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
want clang clang
want ld.lld lld
# On a PC the product is built across and run under qemu; on a board it is built and run as it is.
profiles=(linux-arm64-aot)
if [ "$(uname -m)" = x86_64 ]; then
    profiles=(linux-x64-aot linux-arm64-aot)
    want qemu-aarch64 qemu-user
    want aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
    [ -e /usr/aarch64-linux-gnu/lib/libc.so ] || need+=(libc6-dev-arm64-cross)
fi
[ -e /usr/include/zlib.h ] || need+=(zlib1g-dev)
ls /usr/lib/*/libturbojpeg.so.0 >/dev/null 2>&1 || need+=(libturbojpeg0)
if [ ${#need[@]} -gt 0 ]; then
    echo "installing: ${need[*]}"
    sudo=""; [ "$(id -u)" = 0 ] || sudo=sudo
    $sudo apt-get update -qq
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
fi

dotnet restore Agent.sln
dotnet build Agent.sln -c Release --no-restore -p:Analyze=true
dotnet format Agent.sln --verify-no-changes --no-restore
# The product itself is under test too.
for profile in "${profiles[@]}"; do
    dotnet publish src/Agent -p:PublishProfile="$profile"
done

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
dotnet test --solution Agent.sln -c Release --no-build "$@" 2>&1 | tee "$log" || status=$?
if [ $# = 0 ] && [ "$(uname -m)" = x86_64 ]; then
    tests/arm64.sh 2>&1 | tee -a "$log" || status=$?
fi

# Two runners, two summaries: "succeeded: N" of dotnet test; "Total: N, Errors: N, Failed: N, Skipped: N" of the arm64 programs.
awk -v status="$status" '
    /^ *succeeded: / { passed += $2 }
    /^ *failed: /    { failed += $2 }
    /^ *skipped: /   { skipped += $2 }
    /Total: [0-9]+, Errors: / {
        gsub(",", "")
        for (i = 1; i < NF; i++) {
            if ($i == "Total:") total = $(i + 1)
            if ($i == "Errors:") errors = $(i + 1)
            if ($i == "Failed:") f = $(i + 1)
            if ($i == "Skipped:") s = $(i + 1)
        }
        passed += total - f - s; failed += f + errors; skipped += s
    }
    END {
        if (status != 0 && failed == 0) failed = 1
        printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
    }' "$log"
exit $status
