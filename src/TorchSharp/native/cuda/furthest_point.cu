// Furthest point sampling: one block per cloud, all clouds of the batch at once.
#include "distance.cuh"
#include "points.h"

namespace fuse3d {
namespace {

constexpr int Threads = 1024;
constexpr int WarpSize = 32;
constexpr int Warps = Threads / WarpSize;
constexpr float FarAway = 1e10f;
constexpr float NearOrigin = 1e-3f;      // points this close to the origin are never updated and never picked
constexpr float NoCandidate = -1.0f;

struct Candidate {
    float distance;
    int index;
};

// The larger distance; of equal ones the lower index.
__device__ __forceinline__ Candidate further(Candidate a, Candidate b) {
    bool other = b.distance > a.distance || (b.distance == a.distance && b.index < a.index);
    return other ? b : a;
}

__device__ __forceinline__ Candidate furthest_of_warp(Candidate mine) {
    for (int offset = WarpSize / 2; offset > 0; offset /= 2) {
        Candidate other{__shfl_down_sync(0xffffffffu, mine.distance, offset), __shfl_down_sync(0xffffffffu, mine.index, offset)};
        mine = further(mine, other);
    }
    return mine;
}

// Valid in every thread after the call; holds two barriers.
__device__ __forceinline__ int furthest_of_block(Candidate mine) {
    __shared__ Candidate of_warp[Warps];
    __shared__ int winner;
    mine = furthest_of_warp(mine);
    if (threadIdx.x % WarpSize == 0) of_warp[threadIdx.x / WarpSize] = mine;
    __syncthreads();
    if (threadIdx.x < WarpSize) {
        Candidate last = threadIdx.x < Warps ? of_warp[threadIdx.x] : Candidate{NoCandidate, 0};
        last = furthest_of_warp(last);
        if (threadIdx.x == 0) winner = last.index;
    }
    __syncthreads();
    return winner;
}

// Brings the distances up to date with the newest pick and finds this thread's furthest point.
__device__ __forceinline__ Candidate relax(const float* xyz, int points, int newest, float* nearest) {
    float px = xyz[newest * 3], py = xyz[newest * 3 + 1], pz = xyz[newest * 3 + 2];
    Candidate best{NoCandidate, 0};
    for (int i = threadIdx.x; i < points; i += Threads) {
        float x = xyz[i * 3], y = xyz[i * 3 + 1], z = xyz[i * 3 + 2];
        if (squared_length(x, y, z) <= NearOrigin) continue;
        float distance = fminf(nearest[i], squared_distance(x, y, z, px, py, pz));
        nearest[i] = distance;
        if (distance > best.distance) best = Candidate{distance, i};
    }
    return best;
}

__global__ void __launch_bounds__(Threads) furthest_point_kernel(
    const float* __restrict__ clouds, int points, int samples, float* __restrict__ scratch, int64_t* __restrict__ all_picked) {
    const float* xyz = clouds + static_cast<int64_t>(blockIdx.x) * points * 3;
    float* nearest = scratch + static_cast<int64_t>(blockIdx.x) * points;
    int64_t* picked = all_picked + static_cast<int64_t>(blockIdx.x) * samples;

    for (int i = threadIdx.x; i < points; i += Threads) nearest[i] = FarAway;
    int newest = 0;
    if (threadIdx.x == 0) picked[0] = newest;
    for (int s = 1; s < samples; s++) {
        newest = furthest_of_block(relax(xyz, points, newest, nearest));
        if (threadIdx.x == 0) picked[s] = newest;
    }
}

}  // namespace

cudaError_t furthest_point(const float* xyz, int batch, int points, int samples, float* nearest, int64_t* picked, cudaStream_t stream) {
    if (batch == 0 || samples == 0) return cudaSuccess;
    furthest_point_kernel<<<batch, Threads, 0, stream>>>(xyz, points, samples, nearest, picked);
    return cudaGetLastError();
}

}  // namespace fuse3d
