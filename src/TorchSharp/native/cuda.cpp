// CUDA queries. Every entry exists in a CPU build too, where it answers "none" or fails with that reason.
#include "abi.h"

#include <torch/cuda.h>

#ifdef FUSE3D_CUDA
#include <ATen/cuda/CUDAContext.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#include <cuda_runtime_api.h>
#endif

namespace {
[[noreturn, maybe_unused]] void no_cuda() {
    TORCH_CHECK_WITH(NotImplementedError, false, "this native library was built without CUDA");
}
}

TS_API int32_t ts_cuda_is_available() {
    return guarded(int32_t{0}, [] { return static_cast<int32_t>(torch::cuda::is_available()); });
}

TS_API int32_t ts_cuda_cudnn_is_available() {
    return guarded(int32_t{0}, [] { return static_cast<int32_t>(torch::cuda::cudnn_is_available()); });
}

TS_API int32_t ts_cuda_device_count() {
    return guarded(int32_t{0}, [] { return static_cast<int32_t>(torch::cuda::device_count()); });
}

TS_API int32_t ts_cuda_sync(int64_t device) {
    return attempted([&] { torch::cuda::synchronize(device); });
}

TS_API int32_t ts_cuda_manual_seed(uint64_t seed, int32_t all) {
    return attempted([&] { all != 0 ? torch::cuda::manual_seed_all(seed) : torch::cuda::manual_seed(seed); });
}

// 1 when this library was compiled with the CUDA kernels and the stream functions.
TS_API int32_t ts_cuda_built() {
#ifdef FUSE3D_CUDA
    return 1;
#else
    return 0;
#endif
}

TS_API int32_t ts_cuda_current_device(int32_t* device) {
    return attempted([&] {
#ifdef FUSE3D_CUDA
        *device = c10::cuda::current_device();
#else
        *device = -1;
        no_cuda();
#endif
    });
}

TS_API int32_t ts_cuda_set_device(int32_t device) {
    return attempted([&] {
#ifdef FUSE3D_CUDA
        c10::cuda::set_device(static_cast<c10::DeviceIndex>(device));
#else
        (void)device;
        no_cuda();
#endif
    });
}

// A stream from libtorch's pool, made current on this thread; previous receives what was current before. 3 ids each.
TS_API int32_t ts_cuda_stream_enter(int32_t device, int32_t high_priority, int64_t* previous) {
    return attempted([&] {
#ifdef FUSE3D_CUDA
        auto index = static_cast<c10::DeviceIndex>(device);
        auto before = c10::cuda::getCurrentCUDAStream(index).pack3();
        previous[0] = before.stream_id;
        previous[1] = before.device_index;
        previous[2] = static_cast<int64_t>(before.device_type);
        c10::cuda::setCurrentCUDAStream(c10::cuda::getStreamFromPool(high_priority != 0, index));
#else
        (void)device, (void)high_priority, (void)previous;
        no_cuda();
#endif
    });
}

TS_API int32_t ts_cuda_stream_exit(const int64_t* previous) {
    return attempted([&] {
#ifdef FUSE3D_CUDA
        c10::cuda::setCurrentCUDAStream(c10::cuda::CUDAStream::unpack3(previous[0],
            static_cast<c10::DeviceIndex>(previous[1]), static_cast<c10::DeviceType>(previous[2])));
#else
        (void)previous;
        no_cuda();
#endif
    });
}

TS_API int32_t ts_cuda_stream_sync(int32_t device) {
    return attempted([&] {
#ifdef FUSE3D_CUDA
        c10::cuda::getCurrentCUDAStream(static_cast<c10::DeviceIndex>(device)).synchronize();
#else
        (void)device;
        no_cuda();
#endif
    });
}

TS_API int32_t ts_cuda_empty_cache() {
    return attempted([&] {
#ifdef FUSE3D_CUDA
        c10::cuda::CUDACachingAllocator::emptyCache();
#else
        no_cuda();
#endif
    });
}

// Free and total bytes of the device.
TS_API int32_t ts_cuda_memory(int32_t device, int64_t* free_bytes, int64_t* total_bytes) {
    return attempted([&] {
#ifdef FUSE3D_CUDA
        c10::cuda::CUDAGuard guard(static_cast<c10::DeviceIndex>(device));
        size_t free_now = 0, total = 0;
        auto status = cudaMemGetInfo(&free_now, &total);
        TORCH_CHECK(status == cudaSuccess, "cudaMemGetInfo: ", cudaGetErrorString(status));
        *free_bytes = static_cast<int64_t>(free_now);
        *total_bytes = static_cast<int64_t>(total);
#else
        (void)device, (void)free_bytes, (void)total_bytes;
        no_cuda();
#endif
    });
}
