#!/usr/bin/env bash
# Guest instructions of one contender as arm64 code under qemu, a multiply-accumulate.
# Usage: bench/count.sh CPU CASE CONTENDER      e.g. bench/count.sh cortex-a72 "binary-conv W1" "ORT fp32"
# Needs the qemu plugin ../shared/tools/icount.c beside the checkout, and what tests/arm64.sh needs (run that once).
set -euo pipefail
cd "$(dirname "$0")/.."

work="$PWD/artifacts/count"
mkdir -p "$work/root/proc"
[ -e "$work/libicount.so" ] || gcc -O2 -shared -fPIC -o "$work/libicount.so" ../shared/tools/icount.c
[ -e "$work/program/Benchmarks" ] || dotnet publish bench -c Release -r linux-arm64 --self-contained -o "$work/program" >/dev/null

# ONNX Runtime reads the kind of core from /proc/cpuinfo, and crashes on that of a PC.
for folder in /usr/aarch64-linux-gnu/*; do ln -sfn "$folder" "$work/root/"; done
part=0xd08 features="fp asimd evtstrm crc32 cpuid"
[ "$1" = cortex-a72 ] || { part=0xd0b; features="fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp"; }
for processor in $(seq 0 $(($(nproc) - 1))); do
    printf 'processor\t: %s\nFeatures\t: %s\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x0\nCPU part\t: %s\nCPU revision\t: 3\n\n' \
        "$processor" "$features" "$part"
done >"$work/root/proc/cpuinfo"

runs=2
qemu-aarch64 -plugin "$work/libicount.so" -d plugin -L "$work/root" -cpu "$1" \
    -E LD_LIBRARY_PATH="$PWD/artifacts/arm64-libssl/root/usr/lib/aarch64-linux-gnu" \
    -E DOTNET_EnableWriteXorExecute=0 -E DOTNET_TieredCompilation=0 \
    "$work/program/Benchmarks" count "$2" "$3" $runs 2>&1 |
    awk -v runs=$runs '/icount tag/ { split($3, part, "="); n = part[2] }
        /multiply-accumulates/ { for (i = 2; i <= NF; i++) if ($i == "multiply-accumulates") macs = $(i - 1) }
        END { printf "%d instructions a run, %.4f a multiply-accumulate\n", n / runs, n / runs / macs }'
