#include "abi.h"

#include <torch/autograd.h>

#include <vector>

namespace {
std::vector<at::Tensor> borrow_all(const Handle* handles, int32_t count) {
    std::vector<at::Tensor> tensors;
    tensors.reserve(count);
    for (int32_t i = 0; i < count; i++) tensors.push_back(borrow(handles[i]));
    return tensors;
}

// retain < 0: as upstream, keep the graph exactly when a graph of the gradient is made.
bool keeps_graph(int32_t retain, int32_t create) {
    return retain < 0 ? create != 0 : retain != 0;
}
}

TS_API int32_t ts_requires_grad(Handle handle) {
    return guarded(int32_t{-1}, [&] { return static_cast<int32_t>(borrow(handle).requires_grad()); });
}

TS_API int32_t ts_set_requires_grad(Handle handle, int32_t value) {
    return attempted([&] { borrow(handle).set_requires_grad(value != 0); });
}

TS_API int32_t ts_is_leaf(Handle handle) {
    return guarded(int32_t{-1}, [&] { return static_cast<int32_t>(borrow(handle).is_leaf()); });
}

// The gradient, or 0 while there is none; failed tells the two apart from an error.
TS_API Handle ts_grad(Handle handle, int32_t* failed) {
    *failed = 1;
    return guarded(Handle{nullptr}, [&] {
        auto grad = borrow(handle).grad();
        *failed = 0;
        return give(std::move(grad));
    });
}

TS_API int32_t ts_set_grad(Handle handle, Handle grad) {
    return attempted([&] { borrow(handle).mutable_grad() = borrow(grad); });
}

TS_API int32_t ts_set_data(Handle handle, Handle data) {
    return attempted([&] { borrow(handle).set_data(borrow(data)); });
}

TS_API int32_t ts_backward(const Handle* tensors, const Handle* grads, int32_t count, int32_t retain, int32_t create,
    const Handle* inputs, int32_t input_count) {
    return attempted([&] {
        torch::autograd::backward(borrow_all(tensors, count), borrow_all(grads, grads == nullptr ? 0 : count),
            keeps_graph(retain, create), create != 0, borrow_all(inputs, input_count));
    });
}

// Writes one gradient per input to out; 0 for an input that is not used, where that is allowed.
TS_API int32_t ts_autograd_grad(const Handle* tensors, const Handle* grads, int32_t count, int32_t retain, int32_t create,
    const Handle* inputs, int32_t input_count, int32_t allow_unused, Handle* out) {
    return attempted([&] {
        auto found = torch::autograd::grad(borrow_all(tensors, count), borrow_all(inputs, input_count),
            borrow_all(grads, grads == nullptr ? 0 : count), keeps_graph(retain, create), create != 0, allow_unused != 0);
        for (int32_t i = 0; i < input_count; i++) out[i] = give(std::move(found[i]));
    });
}
