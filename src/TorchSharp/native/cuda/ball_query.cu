// Ball query: one thread per centre; the block reads the points in tiles, in index order.
#include "distance.cuh"
#include "points.h"

namespace fuse3d {
namespace {

constexpr int Threads = 128;
constexpr int Tile = 512;

__global__ void __launch_bounds__(Threads) ball_query_kernel(const float* __restrict__ clouds, const float* __restrict__ all_centres,
    int points, int centre_count, float squared_radius, int samples, int64_t* __restrict__ all_indices) {
    __shared__ float tile[Tile * 3];
    const float* xyz = clouds + static_cast<int64_t>(blockIdx.y) * points * 3;
    int centre = blockIdx.x * Threads + threadIdx.x;
    bool inside = centre < centre_count;
    int64_t place = static_cast<int64_t>(blockIdx.y) * centre_count + (inside ? centre : 0);
    float cx = all_centres[place * 3], cy = all_centres[place * 3 + 1], cz = all_centres[place * 3 + 2];
    int64_t* indices = all_indices + place * samples;

    int found = 0;
    for (int start = 0; start < points; start += Tile) {
        bool done = !inside || found == samples;
        if (__syncthreads_and(done)) break;          // also keeps the tile until everyone has read it
        int count = min(Tile, points - start);
        for (int i = threadIdx.x; i < count * 3; i += Threads) tile[i] = xyz[static_cast<int64_t>(start) * 3 + i];
        __syncthreads();
        for (int i = 0; i < count && !done && found < samples; i++)
            if (squared_distance(cx, cy, cz, tile[i * 3], tile[i * 3 + 1], tile[i * 3 + 2]) < squared_radius)
                indices[found++] = start + i;
    }

    // Places without a hit repeat the first one; without any hit they are 0.
    if (inside) {
        int64_t first = found > 0 ? indices[0] : 0;
        for (int s = found; s < samples; s++) indices[s] = first;
    }
}

}  // namespace

cudaError_t ball_query(const float* xyz, const float* centres, int batch, int points, int centre_count, float radius, int samples,
    int64_t* indices, cudaStream_t stream) {
    if (batch == 0 || centre_count == 0 || samples == 0) return cudaSuccess;
    dim3 blocks((centre_count + Threads - 1) / Threads, batch);
    ball_query_kernel<<<blocks, Threads, 0, stream>>>(xyz, centres, points, centre_count, radius * radius, samples, indices);
    return cudaGetLastError();
}

}  // namespace fuse3d
