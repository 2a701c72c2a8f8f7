using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Gradients of results with respect to inputs.</summary>
    public static unsafe partial class autograd
    {
        /// <summary>The gradients of the sum of outputs with respect to each input, without touching anyone's grad.</summary>
        /// <returns>one per input; null for an unused one where that is allowed</returns>
        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            nint[] from = Handles(outputs), to = Handles(inputs), given = Handles(grad_outputs);
            ThrowUnlessOnePerOutput(given, from);
            var found = new nint[to.Length];
            fixed (nint* outs = from, ins = to, grads = given, results = found)
                NativeError.ThrowIfFailed(Shim.ts_autograd_grad(outs, given.Length == 0 ? null : grads, from.Length, retain_graph ? 1 : -1,
                    create_graph ? 1 : 0, ins, to.Length, allow_unused ? 1 : 0, results));
            KeepAlive(outputs, inputs, grad_outputs);
            return [.. found.Select(handle => handle == 0 ? null! : new Tensor(handle))];
        }

        /// <summary>Adds the gradients of the tensors to the grad of the leaves they depend on.</summary>
        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool retain_graph = false,
            bool create_graph = false, IList<Tensor>? inputs = null)
        {
            nint[] from = Handles(tensors), leaves = Handles(inputs), given = Handles(grad_tensors);
            ThrowUnlessOnePerOutput(given, from);
            fixed (nint* outs = from, ins = leaves, grads = given)
                NativeError.ThrowIfFailed(Shim.ts_backward(outs, given.Length == 0 ? null : grads, from.Length, retain_graph ? 1 : -1,
                    create_graph ? 1 : 0,
                    ins, leaves.Length));
            KeepAlive(tensors, inputs, grad_tensors);
        }

        private static nint[] Handles(IList<Tensor>? tensors) =>
            tensors is null ? [] : [.. tensors.Select(tensor => tensor is null ? 0 : tensor.Handle)];

        private static void ThrowUnlessOnePerOutput(nint[] given, nint[] outputs)
        {
            if (given.Length != 0 && given.Length != outputs.Length)
                throw new ArgumentException($"{given.Length} gradients for {outputs.Length} outputs");
        }

        private static void KeepAlive(params ReadOnlySpan<IList<Tensor>?> lists)
        {
            foreach (IList<Tensor>? list in lists)
                GC.KeepAlive(list);
        }
    }
}
