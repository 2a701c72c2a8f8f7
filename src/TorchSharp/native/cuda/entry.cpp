// The C entries of the point kernels: the caller's device and libtorch's current stream. All pointers are device memory.
#include "../abi.h"
#include "points.h"

#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

namespace {
template <typename Launch>
int32_t launch_on(int32_t device, const char* kernel, Launch&& launch) {
    return attempted([&] {
        c10::cuda::CUDAGuard guard(static_cast<c10::DeviceIndex>(device));
        cudaError_t status = launch(c10::cuda::getCurrentCUDAStream(static_cast<c10::DeviceIndex>(device)).stream());
        TORCH_CHECK(status == cudaSuccess, kernel, ": ", cudaGetErrorString(status));
    });
}
}

TS_API int32_t fuse3d_cuda_furthest_point(
    int32_t device, const float* xyz, int32_t batch, int32_t points, int32_t samples, float* nearest, int64_t* picked) {
    return launch_on(device, "furthest point sampling",
        [&](cudaStream_t stream) { return fuse3d::furthest_point(xyz, batch, points, samples, nearest, picked, stream); });
}

TS_API int32_t fuse3d_cuda_ball_query(int32_t device, const float* xyz, const float* centres, int32_t batch, int32_t points,
    int32_t centre_count, float radius, int32_t samples, int64_t* indices) {
    return launch_on(device, "ball query", [&](cudaStream_t stream) {
        return fuse3d::ball_query(xyz, centres, batch, points, centre_count, radius, samples, indices, stream);
    });
}

TS_API int32_t fuse3d_cuda_three_nearest(int32_t device, const float* unknown, const float* known, int32_t batch, int32_t unknown_count,
    int32_t known_count, float* distances, int64_t* indices) {
    return launch_on(device, "three nearest", [&](cudaStream_t stream) {
        return fuse3d::three_nearest(unknown, known, batch, unknown_count, known_count, distances, indices, stream);
    });
}
