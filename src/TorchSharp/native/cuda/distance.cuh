#pragma once

#include <cuda_runtime.h>

namespace fuse3d {

// dx² + dy² + dz² from left to right. The intrinsics are never contracted to a fused multiply-add, as the CPU kernels are not.
__device__ __forceinline__ float squared_length(float x, float y, float z) {
    return __fadd_rn(__fadd_rn(__fmul_rn(x, x), __fmul_rn(y, y)), __fmul_rn(z, z));
}

__device__ __forceinline__ float squared_distance(float ax, float ay, float az, float bx, float by, float bz) {
    return squared_length(__fsub_rn(ax, bx), __fsub_rn(ay, by), __fsub_rn(az, bz));
}

}  // namespace fuse3d
