using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Gradients and parameters of many tensors taken as one vector.</summary>
        public static partial class utils
        {
            /// <summary>
            /// Scales all gradients by one factor, in place, so that their joint norm is at most <paramref name="max_norm"/>.
            /// </summary>
            /// <param name="norm_type">p of the norm; infinity for the largest absolute value</param>
            /// <returns>the norm before clipping; 0 if no parameter has a gradient</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using var frozen = no_grad();
                using var scope = NewDisposeScope();
                Tensor[] grads = [.. Gradients(tensors)];
                if (grads.Length == 0)
                    return 0;
                Tensor perTensor = stack([.. grads.Select(grad => Norm(grad, norm_type))]);
                double total = Norm(perTensor, norm_type).ToDouble();
                double factor = Math.Min(1, max_norm / (total + 1e-6));   // PyTorch's guard against division by zero
                if (factor < 1)
                    foreach (Tensor grad in grads)
                        grad.mul_(factor);
                return total;
            }

            /// <summary>Cuts every gradient's elements to ±<paramref name="clip_value"/>, in place.</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var frozen = no_grad();
                using var scope = NewDisposeScope();
                foreach (Tensor grad in Gradients(tensors))
                    grad.clamp_(-clip_value, clip_value);
            }

            /// <summary>All elements of all parameters, one after the other: [total].</summary>
            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return cat([.. tensors.Select(parameter => parameter.reshape(-1))], 0).MoveToOuterDisposeScope();
            }

            /// <summary>The inverse of <see cref="parameters_to_vector"/>: copies the values back.</summary>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using var frozen = no_grad();
                using var scope = NewDisposeScope();
                long start = 0;
                foreach (Parameter parameter in tensors)
                {
                    long count = parameter.numel();
                    parameter.copy_(vec.narrow(0, start, count).reshape(parameter.shape));
                    start += count;
                }
            }

            private static IEnumerable<Tensor> Gradients(IEnumerable<Parameter> tensors) =>
                tensors.Select(parameter => parameter.grad).OfType<Tensor>();

            private static Tensor Norm(Tensor tensor, double p) =>
                double.IsPositiveInfinity(p) ? tensor.abs().max() : tensor.norm((float)p);
        }
    }
}
