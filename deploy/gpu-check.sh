#!/usr/bin/env bash
# Builds the native shim against a PyTorch with CUDA and runs published tests on the GPU.
#
#   deploy/gpu-check.sh PUBLISHED_TESTS...
#
# PUBLISHED_TESTS: folders made where there is an SDK, for instance with
#   dotnet publish tests/Bindings.Tests -c Release -r linux-x64 --self-contained -o out/gpu/bindings
#   dotnet publish tests/Vision.Tests -c Release -r linux-x64 --self-contained -o out/gpu/vision
#
# Among them small networks that train in bfloat16 and float16 beside float32.
#
# The folders, this repository's deploy/ and src/TorchSharp/native/, and the golden cases are all that the machine needs: docs/gpu.md.
#
# LIBTORCH=<dir>        a libtorch or PyTorch 2.x install; without it the torch of python3 is taken
# FUSE3D_GOLDEN=<dir>   the golden cases; without it those tests report themselves skipped
# CUDAARCHS=<list>      GPUs to build the kernels for; without it the one that is here
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
say() { printf '%s\n' "gpu-check: $*" >&2; }
fail() { say "$*"; exit 1; }

[ $# -gt 0 ] || fail "name at least one folder with published tests (see the head of this script)"
for folder in "$@"; do
    compgen -G "$folder/Fuse3D.*.Tests" >/dev/null || fail "$folder: no Fuse3D.*.Tests in it; publish a test project there first"
done

command -v nvidia-smi >/dev/null || fail "no nvidia-smi: this machine has no NVIDIA driver"
nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader >&2 || fail "nvidia-smi finds no GPU"

if [ -z "${LIBTORCH:-}" ]; then
    command -v python3 >/dev/null || fail "set LIBTORCH to a PyTorch install (no python3 here to ask for one)"
    LIBTORCH=$(python3 -c 'import os, torch; print(os.path.dirname(torch.__file__))' 2>/dev/null) \
        || fail "python3 has no torch; install PyTorch with CUDA, or set LIBTORCH to its folder"
fi
[ -f "$LIBTORCH/share/cmake/Torch/TorchConfig.cmake" ] || fail "LIBTORCH=$LIBTORCH: no share/cmake/Torch/TorchConfig.cmake in it"
compgen -G "$LIBTORCH/lib/libtorch_cuda.so*" >/dev/null || fail "LIBTORCH=$LIBTORCH: a PyTorch without CUDA (no lib/libtorch_cuda.so)"
export LIBTORCH

if ! command -v nvcc >/dev/null; then
    [ -x /usr/local/cuda/bin/nvcc ] || fail "no nvcc: the CUDA toolkit (of the version PyTorch was built with) is needed for the kernels"
    export PATH="$PATH:/usr/local/cuda/bin"
fi

if [ -z "${CUDAARCHS:-}" ]; then
    CUDAARCHS=$(nvidia-smi --query-gpu=compute_cap --format=csv,noheader | tr -d '. ' | sort -u | paste -sd';')
fi
export CUDAARCHS
export FUSE3D_NATIVE="$root/artifacts/native-cuda" FUSE3D_NATIVE_OUT="$root/artifacts/native-cuda"
say "building the shim against $LIBTORCH"
bash "$root/src/TorchSharp/native/build.sh" >&2 || fail "the shim did not build"

export LD_LIBRARY_PATH="$LIBTORCH/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1     # the machine may lack ICU
log=$FUSE3D_NATIVE/tests.log
status=0
for folder in "$@"; do
    for tests in "$folder"/Fuse3D.*.Tests; do
        say "running $tests on the GPU"
        "$tests" Category=Gpu Category=Golden | tee "$log" || status=1
        # A test that found no device is no success here.
        ! grep -q 'no CUDA device' "$log" || { say "$(grep -c 'no CUDA device' "$log") tests saw no CUDA device"; status=1; }
    done
done
[ $status = 0 ] && say "all passed" || say "some tests failed"
exit $status
