// State of a thread (grad mode, inference mode) and of the process (threads, seeds, flags, build information).
#include "abi.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/utils.h>
#include <torch/version.h>

TS_API int32_t ts_grad_enabled() {
    return c10::GradMode::is_enabled();
}

TS_API void ts_set_grad_enabled(int32_t enabled) {
    c10::GradMode::set_enabled(enabled != 0);
}

TS_API int32_t ts_inference_enabled() {
    return c10::InferenceMode::is_enabled();
}

// The guard must be handed to ts_inference_exit on the thread that made it.
TS_API void* ts_inference_enter(int32_t enabled) {
    return guarded(static_cast<void*>(nullptr), [&]() -> void* { return new c10::InferenceMode(enabled != 0); });
}

TS_API void ts_inference_exit(void* guard) {
    delete static_cast<c10::InferenceMode*>(guard);
}

TS_API int32_t ts_manual_seed(uint64_t seed) {
    return attempted([&] { torch::manual_seed(seed); });
}

TS_API int32_t ts_set_num_threads(int32_t count) {
    return attempted([&] { at::set_num_threads(count); });
}

TS_API int32_t ts_get_num_threads() {
    return guarded(int32_t{-1}, [] { return static_cast<int32_t>(at::get_num_threads()); });
}

TS_API int32_t ts_set_num_interop_threads(int32_t count) {
    return attempted([&] { at::set_num_interop_threads(count); });
}

TS_API int32_t ts_get_num_interop_threads() {
    return guarded(int32_t{-1}, [] { return static_cast<int32_t>(at::get_num_interop_threads()); });
}

// 0 cuBLAS TF32, 1 cuDNN TF32, 2 cuDNN enabled, 3 cuDNN benchmark, 4 cuDNN deterministic, 5 oneDNN.
TS_API int32_t ts_set_flag(int32_t which, int32_t enabled) {
    return attempted([&] {
        auto& context = at::globalContext();
        bool on = enabled != 0;
        switch (which) {
            case 0: context.setAllowTF32CuBLAS(on); break;
            case 1: context.setAllowTF32CuDNN(on); break;
            case 2: context.setUserEnabledCuDNN(on); break;
            case 3: context.setBenchmarkCuDNN(on); break;
            case 4: context.setDeterministicCuDNN(on); break;
            case 5: context.setUserEnabledMkldnn(on); break;
            default: TORCH_CHECK(false, "unknown flag ", which);
        }
    });
}

TS_API int32_t ts_get_flag(int32_t which) {
    return guarded(int32_t{-1}, [&]() -> int32_t {
        auto& context = at::globalContext();
        switch (which) {
            case 0: return context.allowTF32CuBLAS();
            case 1: return context.allowTF32CuDNN();
            case 2: return context.userEnabledCuDNN();
            case 3: return context.benchmarkCuDNN();
            case 4: return context.deterministicCuDNN();
            case 5: return context.userEnabledMkldnn();
            default: TORCH_CHECK(false, "unknown flag ", which);
        }
    });
}

TS_API char* ts_config() {
    return guarded(static_cast<char*>(nullptr), [] { return copy_text(at::show_config() + at::get_parallel_info()); });
}

TS_API const char* ts_torch_version() {
    return TORCH_VERSION;
}
