// Point operators on device memory. xyz are interleaved [batch, n, 3] float32; each launch is put on the stream and not waited for.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

namespace fuse3d {

// nearest: [batch, points] scratch. picked: [batch, samples].
cudaError_t furthest_point(const float* xyz, int batch, int points, int samples, float* nearest, int64_t* picked, cudaStream_t stream);

// indices: [batch, centres, samples].
cudaError_t ball_query(const float* xyz, const float* centres, int batch, int points, int centre_count, float radius, int samples,
    int64_t* indices, cudaStream_t stream);

// distances and indices: [batch, unknown, 3].
cudaError_t three_nearest(const float* unknown, const float* known, int batch, int unknown_count, int known_count, float* distances,
    int64_t* indices, cudaStream_t stream);

}  // namespace fuse3d
