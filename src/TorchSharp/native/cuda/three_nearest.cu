// Three nearest known points of every unknown one: one thread per unknown point; the block reads the known ones in tiles.
#include "distance.cuh"
#include "points.h"

#include <math_constants.h>

namespace fuse3d {
namespace {

constexpr int Threads = 128;
constexpr int Tile = 512;

struct Three {
    float distance[3] = {CUDART_INF_F, CUDART_INF_F, CUDART_INF_F};
    int index[3] = {0, 0, 0};

    // Strict comparisons: of equal distances the lower index, which comes first, stays in front.
    __device__ __forceinline__ void offer(float d, int i) {
        if (d < distance[0]) {
            put(2, distance[1], index[1]);
            put(1, distance[0], index[0]);
            put(0, d, i);
        } else if (d < distance[1]) {
            put(2, distance[1], index[1]);
            put(1, d, i);
        } else if (d < distance[2]) {
            put(2, d, i);
        }
    }

    __device__ __forceinline__ void put(int place, float d, int i) {
        distance[place] = d;
        index[place] = i;
    }
};

__global__ void __launch_bounds__(Threads) three_nearest_kernel(const float* __restrict__ all_unknown, const float* __restrict__ all_known,
    int unknown_count, int known_count, float* __restrict__ distances, int64_t* __restrict__ indices) {
    __shared__ float tile[Tile * 3];
    const float* known = all_known + static_cast<int64_t>(blockIdx.y) * known_count * 3;
    int unknown = blockIdx.x * Threads + threadIdx.x;
    bool inside = unknown < unknown_count;
    int64_t place = static_cast<int64_t>(blockIdx.y) * unknown_count + (inside ? unknown : 0);
    float x = all_unknown[place * 3], y = all_unknown[place * 3 + 1], z = all_unknown[place * 3 + 2];

    Three best;
    for (int start = 0; start < known_count; start += Tile) {
        __syncthreads();
        int count = min(Tile, known_count - start);
        for (int i = threadIdx.x; i < count * 3; i += Threads) tile[i] = known[static_cast<int64_t>(start) * 3 + i];
        __syncthreads();
        for (int i = 0; i < count; i++)
            best.offer(squared_distance(x, y, z, tile[i * 3], tile[i * 3 + 1], tile[i * 3 + 2]), start + i);
    }

    if (!inside) return;
    for (int k = 0; k < 3; k++) {
        distances[place * 3 + k] = best.distance[k];
        indices[place * 3 + k] = best.index[k];
    }
}

}  // namespace

cudaError_t three_nearest(const float* unknown, const float* known, int batch, int unknown_count, int known_count, float* distances,
    int64_t* indices, cudaStream_t stream) {
    if (batch == 0 || unknown_count == 0) return cudaSuccess;
    dim3 blocks((unknown_count + Threads - 1) / Threads, batch);
    three_nearest_kernel<<<blocks, Threads, 0, stream>>>(unknown, known, unknown_count, known_count, distances, indices);
    return cudaGetLastError();
}

}  // namespace fuse3d
