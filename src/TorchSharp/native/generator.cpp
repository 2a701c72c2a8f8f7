// Random generators. A handle is a heap-allocated at::Generator, which itself counts references to the state.
#include "abi.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/Generator.h>

#ifdef FUSE3D_CUDA
#include <ATen/cuda/CUDAGeneratorImpl.h>
#endif

namespace {
at::Generator& generator(void* handle) {
    return *static_cast<at::Generator*>(handle);
}

at::Generator make(int32_t device_type, int32_t device_index) {
    if (device_type == static_cast<int32_t>(c10::DeviceType::CPU)) return at::detail::createCPUGenerator();
#ifdef FUSE3D_CUDA
    if (device_type == static_cast<int32_t>(c10::DeviceType::CUDA))
        return at::cuda::detail::createCUDAGenerator(static_cast<c10::DeviceIndex>(device_index));
#endif
    TORCH_CHECK(false, "no generator for device type ", device_type, ":", device_index, " in this build");
}
}

TS_API void* ts_generator_new(int32_t device_type, int32_t device_index, uint64_t seed) {
    return guarded(static_cast<void*>(nullptr), [&]() -> void* {
        auto made = make(device_type, device_index);
        made.set_current_seed(seed);
        return new at::Generator(std::move(made));
    });
}

// The process-wide generator of the CPU; the handle shares its state.
TS_API void* ts_generator_default() {
    return guarded(static_cast<void*>(nullptr), []() -> void* { return new at::Generator(at::detail::getDefaultCPUGenerator()); });
}

TS_API void ts_generator_free(void* handle) {
    delete static_cast<at::Generator*>(handle);
}

TS_API int32_t ts_generator_set_seed(void* handle, uint64_t seed) {
    return attempted([&] {
        std::lock_guard<std::mutex> lock(generator(handle).mutex());
        generator(handle).set_current_seed(seed);
    });
}

TS_API int32_t ts_generator_get_seed(void* handle, uint64_t* seed) {
    return attempted([&] {
        std::lock_guard<std::mutex> lock(generator(handle).mutex());
        *seed = generator(handle).current_seed();
    });
}

// Draws a new seed from the system.
TS_API int32_t ts_generator_reseed(void* handle, uint64_t* seed) {
    return attempted([&] {
        std::lock_guard<std::mutex> lock(generator(handle).mutex());
        *seed = generator(handle).seed();
    });
}

TS_API Handle ts_generator_get_state(void* handle) {
    return guarded(Handle{nullptr}, [&] {
        std::lock_guard<std::mutex> lock(generator(handle).mutex());
        return give(generator(handle).get_state());
    });
}

TS_API int32_t ts_generator_set_state(void* handle, Handle state) {
    return attempted([&] {
        std::lock_guard<std::mutex> lock(generator(handle).mutex());
        generator(handle).set_state(borrow(state));
    });
}
