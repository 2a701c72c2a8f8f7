using TorchSharp.Ops;

namespace TorchSharp;

// Tensors of one value, or of none.
public static partial class torch
{
    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.zeros.Call(size, dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.zeros.Call(size.ToArray(), dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.zeros.Call((long[])[size], dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.zeros.Call((long[])[rows, columns], dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor zeros(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Made(Aten.zeros.Call((long[])[dim0, dim1, dim2], dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor zeros(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Made(Aten.zeros.Call((long[])[dim0, dim1, dim2, dim3], dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.ones.Call(size, dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor ones(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.ones.Call(size.ToArray(), dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.ones.Call((long[])[size], dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.ones.Call((long[])[rows, columns], dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor ones(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Made(Aten.ones.Call((long[])[dim0, dim1, dim2], dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor ones(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Made(Aten.ones.Call((long[])[dim0, dim1, dim2, dim3], dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.empty__memory_format.Call(size, dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.empty__memory_format.Call(size.ToArray(), dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor empty(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.empty__memory_format.Call((long[])[size], dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor empty(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.empty__memory_format.Call((long[])[rows, columns], dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor empty(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Made(Aten.empty__memory_format.Call((long[])[dim0, dim1, dim2], dtype ?? get_default_dtype(), Arg.None, device), requires_grad);

    public static Tensor empty(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Made(Aten.empty__memory_format.Call((long[])[dim0, dim1, dim2, dim3], dtype ?? get_default_dtype(), Arg.None, device),
            requires_grad);
}
