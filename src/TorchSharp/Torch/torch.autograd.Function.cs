using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static unsafe partial class autograd
    {
        /// <summary>What a function's forward leaves for its backward.</summary>
        /// <remarks>Freed with the gradient graph: after a backward that does not retain it, or when nothing refers to it any more.</remarks>
        public class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> _data = [];
            private List<Tensor> _saved = [];

            internal AutogradContext()
            {
            }

            /// <summary>Keeps tensors; without their graph, so a gradient of the gradient does not reach them.</summary>
            public void save_for_backward(List<Tensor> tensors)
            {
                ArgumentNullException.ThrowIfNull(tensors);
                _saved = [.. tensors.Select(tensor => tensor.detach().DetachFromDisposeScope())];
            }

            /// <summary>Second objects for the kept tensors; the caller's to dispose.</summary>
            public List<Tensor> get_saved_variables() => [.. _saved.Select(tensor => tensor.alias())];

            /// <summary>Keeps anything that is no tensor.</summary>
            public void save_data(string key, object value) => _data[key] = value;

            public object get_data(string key) => _data.GetValueOrDefault(key)!;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                foreach (Tensor tensor in _saved)
                    tensor.Dispose();
                _saved = [];
                _data.Clear();
            }
        }

        /// <summary>An operator whose forward and backward are managed code.</summary>
        public abstract class Function<T> where T : Function<T>, new()
        {
            private static readonly T Instance = new();

            public abstract string Name { get; }

            /// <summary>Runs the forward, and puts its results into the gradient graph where an argument wants gradients.</summary>
            public static List<Tensor> apply_internal(params object[] vars)
            {
                ArgumentNullException.ThrowIfNull(vars);
                var context = new AutogradContext();
                List<Tensor> outputs;
                using (no_grad())
                    outputs = Instance.forward_internal(context, vars);
                if (is_grad_enabled() && vars.OfType<Tensor>().Any(tensor => tensor.requires_grad))
                    Attach(context, vars, outputs);
                else
                    context.Dispose();
                return outputs;
            }

            internal abstract List<Tensor> forward_internal(AutogradContext ctx, params object[] vars);

            internal abstract List<Tensor> backward_internal(AutogradContext ctx, List<Tensor> grad_outputs);

            private static void Attach(AutogradContext context, object[] vars, List<Tensor> outputs)
            {
                bool[] isTensor = [.. vars.Select(value => value is Tensor)];
                nint[] inputs = Handles([.. vars.OfType<Tensor>()]), results = Handles(outputs);
                FunctionCall call = new(context, grads => Gradients(context, grads, isTensor));
                fixed (nint* from = inputs, into = results)
                    call.Attach(from, inputs.Length, into, results.Length);
                GC.KeepAlive(vars);
                GC.KeepAlive(outputs);
            }

            // One per tensor among the arguments.
            private static Tensor?[] Gradients(AutogradContext context, List<Tensor> grads, bool[] isTensor)
            {
                List<Tensor> found = Instance.backward_internal(context, grads);
                if (found.Count != isTensor.Length)
                    throw new InvalidOperationException($"{Instance.Name} gave {found.Count} gradients for {isTensor.Length} arguments");
                return [.. found.Where((_, i) => isTensor[i])];
            }
        }

        /// <summary>A function with one result.</summary>
        public abstract class SingleTensorFunction<T> : Function<T> where T : SingleTensorFunction<T>, new()
        {
            public static Tensor apply(params object[] vars) => apply_internal(vars)[0];

            /// <param name="vars">the arguments; gradients flow to tensors among them, not to what is inside others</param>
            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            /// <returns>one gradient per argument, null for those that are no tensors or need none</returns>
            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            internal sealed override List<Tensor> forward_internal(AutogradContext ctx, params object[] vars) => [forward(ctx, vars)];

            internal sealed override List<Tensor> backward_internal(AutogradContext ctx, List<Tensor> grad_outputs) =>
                backward(ctx, grad_outputs[0]);
        }

        /// <summary>A function with several results.</summary>
        public abstract class MultiTensorFunction<T> : Function<T> where T : MultiTensorFunction<T>, new()
        {
            public static List<Tensor> apply(params object[] vars) => apply_internal(vars);

            /// <inheritdoc cref="SingleTensorFunction{T}.forward"/>
            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            /// <inheritdoc cref="SingleTensorFunction{T}.backward"/>
            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);

            internal sealed override List<Tensor> forward_internal(AutogradContext ctx, params object[] vars) => forward(ctx, vars);

            internal sealed override List<Tensor> backward_internal(AutogradContext ctx, List<Tensor> grad_outputs) =>
                backward(ctx, grad_outputs);
        }

        /// <summary>One use of a function, held by the graph's node.</summary>
        private sealed class FunctionCall(AutogradContext context, Func<List<Tensor>, Tensor?[]> backward)
        {
            public void Attach(nint* inputs, int inputCount, nint* outputs, int outputCount)
            {
                // The node frees the handle, on failure too.
                nint self = GCHandle.ToIntPtr(GCHandle.Alloc(this));
                NativeError.ThrowIfFailed(Shim.ts_attach_function(self, &Backward, &Release, inputs, inputCount, outputs, outputCount));
            }

            [UnmanagedCallersOnly]
            private static byte* Backward(nint self, nint* grads, int count, nint* results, int room)
            {
                try
                {
                    using DisposeScope scope = NewDisposeScope();
                    var given = new List<Tensor>(count);
                    for (int i = 0; i < count; i++)
                        given.Add(new Tensor(grads[i]));
                    Tensor?[] found = Of(self).Run(given);
                    for (int i = 0; i < room; i++)
                        results[i] = found[i] is { } gradient ? Shim.ts_retain(gradient.Handle) : 0;
                    return null;
                }
                catch (Exception e)
                {
                    return (byte*)Marshal.StringToCoTaskMemUTF8(e.ToString());
                }
            }

            [UnmanagedCallersOnly]
            private static void Release(nint self)
            {
                Of(self).Free();
                GCHandle.FromIntPtr(self).Free();
            }

            private static FunctionCall Of(nint self) => (FunctionCall)GCHandle.FromIntPtr(self).Target!;

            private Tensor?[] Run(List<Tensor> grads)
            {
                using (no_grad())
                    return backward(grads);
            }

            private void Free() => context.Dispose();
        }
    }
}
