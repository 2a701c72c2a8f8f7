using TorchSharp.Native;
using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public bool requires_grad
        {
            get => Shim.ts_requires_grad(Handle) == 1;
            set
            {
                NativeError.ThrowIfFailed(Shim.ts_set_requires_grad(Handle, value ? 1 : 0));
                GC.KeepAlive(this);
            }
        }

        /// <summary>Starts or stops recording; gives this tensor back.</summary>
        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public bool is_leaf => Shim.ts_is_leaf(Handle) == 1;

        /// <summary>The gradient that backward has summed up here; null before. Each read is an own reference to the same tensor.</summary>
        public Tensor? grad
        {
            get
            {
                int failed;
                nint gradient = Shim.ts_grad(Handle, &failed);
                GC.KeepAlive(this);
                if (failed != 0)
                    throw NativeError.Last();
                return gradient == 0 ? null : new Tensor(gradient);
            }

            set
            {
                NativeError.ThrowIfFailed(Shim.ts_set_grad(Handle, value is null ? 0 : value.Handle));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        public void retain_grad() => Aten.retain_grad.Invoke(this);

        /// <summary>Adds this tensor's gradient with respect to every leaf to the leaf's grad.</summary>
        /// <param name="grad_tensors">the gradient with respect to this tensor, of its shape; not needed for a single number</param>
        /// <param name="inputs">only these leaves; null for all</param>
        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);

        /// <summary>Makes this tensor share the other's memory and shape.</summary>
        public Tensor set_(Tensor source) => Aten.set___source_Tensor.CallInPlace(this, source);

        /// <summary>As <see cref="set_"/> for a parameter, whose record it leaves alone.</summary>
        internal void SetData(Tensor data)
        {
            ArgumentNullException.ThrowIfNull(data);
            NativeError.ThrowIfFailed(Shim.ts_set_data(Handle, data.Handle));
            GC.KeepAlive(this);
            GC.KeepAlive(data);
        }
    }
}
