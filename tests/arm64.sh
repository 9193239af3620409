#!/usr/bin/env bash
# Runs the tests of the engine as arm64 code under qemu, once for each kind of core: cortex-a72 (Pi 4), cortex-a76 (Pi 5).
# Usage: tests/arm64.sh      prints the runner's own summaries
set -euo pipefail
cd "$(dirname "$0")/.."

# The runtime of the tests wants OpenSSL for arm64: unpacked beside the build, nothing is installed.
ssl="$PWD/artifacts/arm64-libssl"
if ! ls "$ssl"/root/usr/lib/aarch64-linux-gnu/libssl.so.3 >/dev/null 2>&1; then
    mkdir -p "$ssl"/state/lists/partial "$ssl"/cache/archives/partial "$ssl"/sources
    touch "$ssl/state/status"
    cp -r /etc/apt/sources.list.d/. "$ssl/sources/"
    [ ! -s /etc/apt/sources.list ] || cp /etc/apt/sources.list "$ssl/sources/plain.list"
    options=(-qq -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o "Dir::State=$ssl/state" -o "Dir::State::status=$ssl/state/status"
        -o "Dir::Cache=$ssl/cache" -o "Dir::Etc::sourcelist=/dev/null" -o "Dir::Etc::sourceparts=$ssl/sources" -o APT::Sandbox::User=root)
    (cd "$ssl" && apt-get "${options[@]}" update
        # Its name in Debian 12, else the one since.
        apt-get "${options[@]}" download libssl3 2>/dev/null || apt-get "${options[@]}" download libssl3t64
        dpkg -x libssl3*_arm64.deb root)
fi

program=artifacts/publish/inference-tests-arm64
dotnet publish tests/Inference.Tests -c Release -r linux-arm64 --self-contained -o "$program" >/dev/null
chains=artifacts/publish/optimizers-tests-arm64
dotnet publish tests/Optimizers.Tests -c Release -r linux-arm64 --self-contained -o "$chains" >/dev/null
# Calibration is the same arithmetic on every machine and slow under qemu; what depends on the core are kernels and layers.
run() {
    local program=$1 cpu=$2
    shift 2
    echo "${program##*/} on arm64, $cpu"
    # Serial, compiled at once and without double-mapped code: qemu 7.2 loses its way in code that changes under it.
    qemu-aarch64 -L /usr/aarch64-linux-gnu -cpu "$cpu" -E LD_LIBRARY_PATH="$ssl/root/usr/lib/aarch64-linux-gnu" \
        -E DOTNET_EnableWriteXorExecute=0 -E DOTNET_TieredCompilation=0 "$program" -parallel none -maxthreads 1 -noColor "$@"
}
run "$program/Inference.Tests" cortex-a72 -namespace- Inference.Tests.Calibration
run "$program/Inference.Tests" cortex-a76 -namespace Inference.Tests.Kernels -namespace Inference.Tests.Layers
# Chains are the same bit for bit, on planes of any width and on any machine.
run "$chains/Optimizers.Tests" cortex-a72 -class Optimizers.Tests.Chains.PinnedChainTests -class Optimizers.Tests.Chains.Stages.LossesTests
