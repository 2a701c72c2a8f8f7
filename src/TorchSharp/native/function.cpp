// Operators whose forward and backward are managed code: a node of the gradient graph that calls back.
#include "abi.h"

#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/variable.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {
// Takes the gradients of the outputs and fills those of the inputs, all owned; the result is 0, or a malloc'ed message.
using Backward = char* (*)(void* context, const Handle* grads, int32_t count, Handle* results, int32_t room);
using Release = void (*)(void* context);

class ManagedNode : public torch::autograd::Node {
public:
    ManagedNode(void* context, Backward backward, Release release) : context_(context), backward_(backward), release_(release) {}

    ~ManagedNode() override { release_variables(); }

    torch::autograd::variable_list apply(torch::autograd::variable_list&& grads) override {
        TORCH_CHECK(context_ != nullptr, "a second backward through a graph whose saved tensors were freed; the first needs retain_graph");
        std::vector<Handle> given(grads.size()), found(num_outputs(), nullptr);
        for (size_t i = 0; i < grads.size(); i++)
            given[i] = give(grads[i].defined() ? std::move(grads[i]) : input_metadata(i).zeros_like());
        char* error = backward_(context_, given.data(), static_cast<int32_t>(given.size()), found.data(), static_cast<int32_t>(found.size()));
        torch::autograd::variable_list results;
        for (auto handle : found) results.push_back(adopt(handle));
        if (error != nullptr) {
            std::string message(error);
            std::free(error);
            throw std::runtime_error(message);
        }
        return results;
    }

    void release_variables() override {
        if (context_ != nullptr) release_(context_);
        context_ = nullptr;
    }

    std::string name() const override { return "ManagedFunction"; }

private:
    static at::Tensor adopt(Handle handle) {
        using Reference = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;
        return handle == nullptr ? at::Tensor() : at::Tensor(Reference::reclaim(handle));
    }

    void* context_;
    Backward backward_;
    Release release_;
};
}

// Puts outputs, which managed code computed from inputs, into the gradient graph. The context is released with the graph, or on failure.
TS_API int32_t ts_attach_function(void* context, Backward backward, Release release, const Handle* inputs, int32_t input_count,
    const Handle* outputs, int32_t output_count) {
    return attempted([&] {
        std::shared_ptr<ManagedNode> node(new ManagedNode(context, backward, release), torch::autograd::deleteNode);
        torch::autograd::edge_list edges;
        for (int32_t i = 0; i < input_count; i++) edges.push_back(torch::autograd::impl::gradient_edge(borrow(inputs[i])));
        node->set_next_edges(std::move(edges));
        for (int32_t i = 0; i < output_count; i++) {
            auto output = borrow(outputs[i]);
            torch::autograd::impl::set_gradient_edge(output, {node, node->add_input_metadata(output)});
        }
    });
}
