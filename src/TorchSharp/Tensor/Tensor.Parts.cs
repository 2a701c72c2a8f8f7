using TorchSharp.Native;
using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>How a quotient becomes whole.</summary>
    public enum RoundingMode
    {
        /// <summary>It does not.</summary>
        None,

        /// <summary>Towards zero.</summary>
        trunc,

        /// <summary>Downwards.</summary>
        floor,
    }

    private static string? NameOf(RoundingMode mode) => mode == RoundingMode.None ? null : mode.ToString();

    private static long[] Shape(Tensor of)
    {
        ArgumentNullException.ThrowIfNull(of);
        return of.shape;
    }

    public partial class Tensor
    {
        private static Tensor Cast(Tensor result, ScalarType? type)
        {
            if (type is not { } wanted || wanted == result.dtype)
                return result;
            using Tensor raw = result;
            return raw.to(wanted);
        }

        /// <summary>A tensor without dimensions of this tensor's type and device.</summary>
        private Tensor Filled(Scalar value) => Aten.full.Call(Array.Empty<long>(), value, dtype, Arg.None, device);

        private Tensor Unflatten(long dim, long[] sizes)
        {
            ArgumentNullException.ThrowIfNull(sizes);
            long at = Wrap(dim);
            long[] before = shape;
            return reshape([.. before.Take((int)at), .. sizes, .. before.Skip((int)at + 1)]);
        }

        private (Tensor, Tensor?, Tensor?) Unique(bool sorted, bool inverse, bool counts, int? dim)
        {
            (Tensor output, Tensor places, Tensor repeats) = dim is { } d
                ? Aten.unique_dim.Call3(this, d, sorted, inverse, counts)
                : Aten._unique2.Call3(this, sorted, inverse, counts);
            return (output, Asked(places, inverse), Asked(repeats, counts));
        }

        private static (Tensor, Tensor) Both((Tensor First, Tensor Second) results, ScalarType? type) =>
            (Cast(results.First, type), Cast(results.Second, type));

        /// <param name="target">where the result goes; null makes a new tensor</param>
        private Tensor Extreme(Op reduce, Op reduceInto, long[] dims, bool keepdim, Tensor? target) =>
            target is null ? reduce.Call(this, dims, keepdim) : reduceInto.Call(this, dims, keepdim, target);

        private static Tensor? Asked(Tensor tensor, bool asked)
        {
            if (asked)
                return tensor;
            tensor.Dispose();
            return null;
        }
    }
}
