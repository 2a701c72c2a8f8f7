// Mixed precision: operators of this thread that are as good in a shorter type compute in it. The state is the thread's own.
#include "abi.h"

#include <ATen/autocast_mode.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/library.h>
#include <torch/version.h>

namespace {

// PyTorch 2.4 asks for the device type; each version before has a function per device.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
bool enabled(at::DeviceType device) { return at::autocast::is_autocast_enabled(device); }
void set_enabled(at::DeviceType device, bool on) { at::autocast::set_autocast_enabled(device, on); }
at::ScalarType type_of(at::DeviceType device) { return at::autocast::get_autocast_dtype(device); }
void set_type(at::DeviceType device, at::ScalarType type) { at::autocast::set_autocast_dtype(device, type); }
#else
bool enabled(at::DeviceType device) {
    return device == at::DeviceType::CUDA ? at::autocast::is_enabled() : at::autocast::is_cpu_enabled();
}

void set_enabled(at::DeviceType device, bool on) {
    if (device == at::DeviceType::CUDA) at::autocast::set_enabled(on);
    else at::autocast::set_cpu_enabled(on);
}

at::ScalarType type_of(at::DeviceType device) {
    return device == at::DeviceType::CUDA ? at::autocast::get_autocast_gpu_dtype() : at::autocast::get_autocast_cpu_dtype();
}

void set_type(at::DeviceType device, at::ScalarType type) {
    if (device == at::DeviceType::CUDA) at::autocast::set_autocast_gpu_dtype(type);
    else at::autocast::set_autocast_cpu_dtype(type);
}
#endif

at::DeviceType checked(int32_t device_type) {
    auto device = static_cast<at::DeviceType>(device_type);
    TORCH_CHECK(device == at::DeviceType::CPU || device == at::DeviceType::CUDA, "no mixed precision on devices of type ", device_type);
    return device;
}

// Runs an operator in float32, whatever shorter type its arguments came in.
void in_float32(const c10::OperatorHandle& op, c10::Stack* stack) {
    c10::impl::ExcludeDispatchKeyGuard no_autocast(c10::DispatchKey::AutocastCPU);
    size_t count = op.schema().arguments().size();
    for (size_t i = stack->size() - count; i < stack->size(); i++) {
        auto& value = (*stack)[i];
        if (!value.isTensor() || !value.toTensor().defined()) continue;
        auto& tensor = value.toTensor();
        if (tensor.scalar_type() == at::kBFloat16 || tensor.scalar_type() == at::kHalf) value = tensor.to(at::kFloat);
    }
    op.callBoxed(stack);
}

}  // namespace

// float32 by libtorch's rules for CUDA. Those for the CPU leave them the type of their input, and the layer norm of 1.13 takes no bfloat16
// beside weights of float32.
TORCH_LIBRARY_IMPL(aten, AutocastCPU, rules) {
    for (auto name : {"layer_norm", "softmax.int", "log_softmax.int"})
        rules.impl(name, torch::CppFunction::makeFromBoxedFunction<&in_float32>());
}

// Whether it is on, and in which type.
TS_API int32_t ts_autocast_state(int32_t device_type, int32_t* on, int32_t* dtype) {
    return attempted([&] {
        auto device = checked(device_type);
        *on = enabled(device);
        *dtype = static_cast<int32_t>(type_of(device));
    });
}

// Switches it on or off; previous receives three numbers for ts_autocast_exit, which must follow on this thread, innermost first.
TS_API int32_t ts_autocast_enter(int32_t device_type, int32_t on, int32_t dtype, int32_t* previous) {
    return attempted([&] {
        auto device = checked(device_type);
        previous[0] = enabled(device);
        previous[1] = static_cast<int32_t>(type_of(device));
        previous[2] = at::autocast::is_autocast_cache_enabled();
        set_type(device, static_cast<at::ScalarType>(dtype));
        set_enabled(device, on != 0);
        at::autocast::set_autocast_cache_enabled(true);
        at::autocast::increment_nesting();
    });
}

// The outermost exit drops the cast weights that were kept for further uses.
TS_API int32_t ts_autocast_exit(int32_t device_type, const int32_t* previous) {
    return attempted([&] {
        auto device = checked(device_type);
        if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
        set_enabled(device, previous[0] != 0);
        set_type(device, static_cast<at::ScalarType>(previous[1]));
        at::autocast::set_autocast_cache_enabled(previous[2] != 0);
    });
}
