#!/bin/bash
# Builds artifacts/native/libfuse3d_torch.so. Does nothing when neither the sources nor LIBTORCH changed since the last build.
# LIBTORCH=<dir>: a libtorch or PyTorch 2.x install, instead of the system's. CUDAARCHS=<list>: GPUs to build for.
# FUSE3D_NATIVE_OUT=<dir>: another place for the result.
set -euo pipefail

source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$source_dir/../../.." && pwd)
out=${FUSE3D_NATIVE_OUT:-$root/artifacts/native}
work=$out/build
library=$out/libfuse3d_torch.so

for tool in cmake g++; do
    command -v "$tool" >/dev/null || { echo "build.sh: '$tool' is missing (Debian package: ${tool/g++/g++})" >&2; exit 1; }
done
command -v ninja >/dev/null || command -v make >/dev/null || { echo "build.sh: 'make' is missing (Debian package: make)" >&2; exit 1; }
include=${LIBTORCH:-/usr}/include/torch
if [ ! -e "$include" ]; then
    echo "build.sh: no libtorch at $include (Debian package: libtorch-dev; or set LIBTORCH to an install)" >&2
    exit 1
fi

mkdir -p "$out"
exec 9>"$out/.lock"
flock -w 600 9 || { echo "build.sh: another build holds $out/.lock" >&2; exit 1; }

libtorch="LIBTORCH=${LIBTORCH:-} $(sha256sum "$include/csrc/api/include/torch/version.h" 2>/dev/null || true) $(ls /usr/include/gloo/context.h 2>/dev/null || true)"
stamp=$( (cd "$source_dir" && find . -type f | LC_ALL=C sort | xargs sha256sum; echo "$libtorch") | sha256sum)
if [ -f "$library" ] && [ "$(cat "$out/.stamp" 2>/dev/null)" = "$stamp" ]; then
    echo "native shim is up to date: $library"
    exit 0
fi

generator=()
command -v ninja >/dev/null && generator=(-G Ninja)
if [ "$(cat "$work/.made-for" 2>/dev/null)" != "$source_dir $libtorch" ]; then
    rm -rf "$work"
fi
mkdir -p "$work"
cmake -S "$source_dir" -B "$work" "${generator[@]}" -DCMAKE_BUILD_TYPE=Release -DLIBTORCH="${LIBTORCH:-}" >"$work/configure.log" 2>&1 \
    || { cat "$work/configure.log" >&2; exit 1; }
echo "$source_dir $libtorch" >"$work/.made-for"
grep -h 'fuse3d_torch:' "$work/configure.log" || true
cmake --build "$work" --parallel "$(nproc)" >"$work/build.log" 2>&1 || { tail -40 "$work/build.log" >&2; exit 1; }
cp "$work/libfuse3d_torch.so" "$library.new"
mv "$library.new" "$library"
echo "$stamp" >"$out/.stamp"
echo "native shim built: $library"
