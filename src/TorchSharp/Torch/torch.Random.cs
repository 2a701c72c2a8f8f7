using TorchSharp.Ops;

namespace TorchSharp;

// Random tensors, from the given generator or the process-wide one.
public static partial class torch
{
    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        Made(Aten.rand__generator.Call(size, generator, dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor rand(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        Made(Aten.rand__generator.Call(size.ToArray(), generator, dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor rand(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        Made(Aten.rand__generator.Call((long[])[size], generator, dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor rand(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        Made(Aten.rand__generator.Call((long[])[rows, columns], generator, dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor rand(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, Generator? generator = null) =>
        Made(Aten.rand__generator.Call((long[])[dim0, dim1, dim2], generator, dtype ?? get_default_dtype(), Arg.None, device),
            requires_grad);

    public static Tensor rand(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, Generator? generator = null) =>
        Made(Aten.rand__generator.Call((long[])[dim0, dim1, dim2, dim3], generator, dtype ?? get_default_dtype(), Arg.None, device),
            requires_grad);

    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        Made(Aten.randn__generator.Call(size, generator, dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor randn(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        Made(Aten.randn__generator.Call(size.ToArray(), generator, dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor randn(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        Made(Aten.randn__generator.Call((long[])[size], generator, dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor randn(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        Made(Aten.randn__generator.Call((long[])[rows, columns], generator, dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor randn(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, Generator? generator = null) =>
        Made(Aten.randn__generator.Call((long[])[dim0, dim1, dim2], generator, dtype ?? get_default_dtype(), Arg.None, device),
            requires_grad);

    public static Tensor randn(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, Generator? generator = null) =>
        Made(Aten.randn__generator.Call((long[])[dim0, dim1, dim2, dim3], generator, dtype ?? get_default_dtype(), Arg.None, device),
            requires_grad);

    /// <summary>Whole numbers from 0 up to, not including, high.</summary>
    public static Tensor randint(long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) => randint(0, high, size, dtype, device, requires_grad, generator);

    public static Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false,
        Generator? generator = null) =>
        Made(Aten.randint__low_generator.Call(low, high, size, generator, dtype ?? ScalarType.Int64, Arg.None, device), requires_grad);

    /// <summary>The numbers 0 to n - 1 in random order.</summary>
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        Made(Aten.randperm__generator.Call(n, generator, dtype ?? ScalarType.Int64, Arg.None, device), requires_grad);

    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.rand_like.Call(input, dtype, Arg.None, device), requires_grad);

    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.randn_like.Call(input, dtype, Arg.None, device), requires_grad);

    public static Tensor randint_like(Tensor input, long low, long high, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Made(Aten.randint_like__low_dtype.Call(input, low, high, dtype, Arg.None, device), requires_grad);

    public static Tensor normal(double mean, double std, ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, Generator? generator = null) =>
        Made(Aten.normal_.CallInPlace(empty(size, dtype, device), mean, std, generator), requires_grad);

    public static Tensor bernoulli(Tensor input, Generator? generator = null) => Aten.bernoulli.Call(input, generator);

    public static Tensor multinomial(Tensor input, long num_samples, bool replacement = false, Generator? generator = null) =>
        Aten.multinomial.Call(input, num_samples, replacement, generator);
}
