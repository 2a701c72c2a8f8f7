using TorchSharp.Ops;

namespace TorchSharp;

// Several tensors into one.
public static partial class torch
{
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Aten.cat.Call(Arg.Tensors(tensors), dim);

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Aten.stack.Call(Arg.Tensors(tensors), dim);

    public static Tensor hstack(params Tensor[] tensors) => Aten.hstack.Call(tensors);

    public static Tensor hstack(IList<Tensor> tensors) => Aten.hstack.Call(Arg.Tensors(tensors));

    public static Tensor hstack(IEnumerable<Tensor> tensors) => Aten.hstack.Call(Arg.Tensors(tensors));

    public static Tensor vstack(params Tensor[] tensors) => Aten.vstack.Call(tensors);

    public static Tensor vstack(IList<Tensor> tensors) => Aten.vstack.Call(Arg.Tensors(tensors));

    public static Tensor vstack(IEnumerable<Tensor> tensors) => Aten.vstack.Call(Arg.Tensors(tensors));

    public static Tensor dstack(params Tensor[] tensors) => Aten.dstack.Call(tensors);

    public static Tensor dstack(IList<Tensor> tensors) => Aten.dstack.Call(Arg.Tensors(tensors));

    public static Tensor dstack(IEnumerable<Tensor> tensors) => Aten.dstack.Call(Arg.Tensors(tensors));

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Aten.where__self.Call(condition, x, y);

    /// <summary>The indices of all true elements, one tensor per dimension.</summary>
    public static Tensor[] where(Tensor condition) => Aten.where.CallList(condition);

    public static Tensor einsum(string equation, params Tensor[] tensors) => Aten.einsum.Call(equation, tensors);

    /// <param name="indexing">"ij" or "xy"</param>
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") =>
        Aten.meshgrid__indexing.CallList(Arg.Tensors(tensors), indexing);

    public static Tensor cartesian_prod(IList<Tensor> tensors) => Aten.cartesian_prod.Call(Arg.Tensors(tensors));

    public static Tensor cartesian_prod(params Tensor[] tensors) => Aten.cartesian_prod.Call(tensors);

    public static Tensor block_diag(params Tensor[] tensors) => Aten.block_diag.Call(tensors);

    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) => Aten.broadcast_tensors.CallList(tensors);

    /// <summary>[.., P, M] and [.., R, M] give the distances [.., P, R].</summary>
    public static Tensor cdist(Tensor x1, Tensor x2, double p = 2.0,
        compute_mode compute_mode = compute_mode.use_mm_for_euclid_dist_if_necessary) =>
        Aten.cdist.Call(x1, x2, p, compute_mode == compute_mode.use_mm_for_euclid_dist_if_necessary ? Arg.None : (long)compute_mode);

    public static Tensor tensordot(Tensor a, Tensor b, long[] dims1, long[] dims2) => Aten.tensordot.Call(a, b, dims1, dims2);

    public static Tensor tril_indices(long row, long col, long offset = 0L, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        Aten.tril_indices.Call(row, col, offset, dtype, Arg.None, device);

    public static Tensor triu_indices(long row, long col, long offset = 0L, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        Aten.triu_indices.Call(row, col, offset, dtype, Arg.None, device);
}
