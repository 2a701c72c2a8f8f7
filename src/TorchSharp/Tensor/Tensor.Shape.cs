using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    // Views and rearrangements; most share memory with their source.
    public partial class Tensor
    {
        public Tensor view(params long[] shape) => Aten.view.Call(this, shape);
        public Tensor view_as(Tensor other) => view(Shape(other));
        public Tensor reshape(params long[] shape) => Aten.reshape.Call(this, shape);
        public Tensor reshape_as(Tensor other) => reshape(Shape(other));
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Aten.flatten__using_ints.Call(this, start_dim, end_dim);
        public Tensor ravel() => Aten.ravel.Call(this);
        public Tensor unflatten(long dim, params long[] sizes) => Unflatten(dim, sizes);
        public Tensor permute(params long[] permutation) => Aten.permute.Call(this, permutation);
        public Tensor permute(IEnumerable<long> permutation) => Aten.permute.Call(this, permutation.ToArray());
        public Tensor moveaxis(long[] source, long[] destination) => movedim(source, destination);
        public Tensor swapdims(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor transpose(long dim0, long dim1) => Aten.transpose__int.Call(this, dim0, dim1);
        public Tensor transpose_(long dim0, long dim1) => Aten.transpose_.CallInPlace(this, dim0, dim1);
        public Tensor t() => Aten.t.Call(this);
        public Tensor swapaxes(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor movedim(long[] source, long[] destination) => Aten.movedim__intlist.Call(this, source, destination);
        public Tensor squeeze(long? dim = null) => dim is { } at ? Aten.squeeze__dim.Call(this, at) : Aten.squeeze.Call(this);
        public Tensor squeeze_(long? dim = null) =>
            dim is { } at ? Aten.squeeze___dim.CallInPlace(this, at) : Aten.squeeze_.CallInPlace(this);
        public Tensor unsqueeze(long dim) => Aten.unsqueeze.Call(this, dim);
        public Tensor unsqueeze_(long dim) => Aten.unsqueeze_.CallInPlace(this, dim);
        public Tensor expand(params long[] sizes) => Aten.expand.Call(this, sizes);
        public Tensor expand(long[] sizes, bool isImplicit = false) => Aten.expand.Call(this, sizes, isImplicit);
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => Aten.expand.Call(this, Arg.Ints(sizes), isImplicit);
        public Tensor expand_as(Tensor other) => expand(Shape(other));
        public Tensor broadcast_to(params long[] shape) => Aten.broadcast_to.Call(this, shape);
        public Tensor repeat(params long[] sizes) => Aten.repeat.Call(this, sizes);
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Aten.repeat_interleave__self_int.Call(this, repeats, dim);
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            Aten.repeat_interleave__self_Tensor.Call(this, repeats, dim);
        public Tensor tile(long[] reps) => Aten.tile.Call(this, reps);

        public Tensor[] split(long size, int dim = 0) => Aten.split__Tensor.CallList(this, size, dim);
        public Tensor[] split(long[] sizes, long dim = 0) => Aten.split_with_sizes.CallList(this, sizes, dim);
        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => Aten.split_with_sizes.CallList(this, Arg.Ints(sizes), dim);
        public Tensor[] split(params long[] sizes) => Aten.split_with_sizes.CallList(this, sizes);
        public Tensor[] chunk(long chunks, long dim = 0) => Aten.chunk.CallList(this, chunks, dim);
        public Tensor[] unbind(long dimension = 0L) => Aten.unbind__int.CallList(this, dimension);
        public Tensor[] tensor_split(long size, long dim = 0) => Aten.tensor_split__sections.CallList(this, size, dim);
        public Tensor narrow(long dim, long start, long length) => Aten.narrow.Call(this, dim, start, length);
        public Tensor select(long dim, long index) => Aten.select__int.Call(this, dim, index);
        public Tensor slice(long dim, long start, long finish, long step) => Aten.slice__Tensor.Call(this, dim, start, finish, step);
        public Tensor unfold(long dimension, long size, long step) => Aten.unfold.Call(this, dimension, size, step);
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0L) =>
            Aten.as_strided.Call(this, size, strides, storageOffset);
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => Aten.diagonal.Call(this, offset, dim1, dim2);
        public Tensor diag(long diagonal = 0) => Aten.diag.Call(this, diagonal);
        public Tensor diag_embed(long offset = 0L, long dim1 = -2L, long dim2 = -1L) => Aten.diag_embed.Call(this, offset, dim1, dim2);
        public Tensor tril(long diagonal = 0) => Aten.tril.Call(this, diagonal);
        public Tensor triu(long diagonal = 0) => Aten.triu.Call(this, diagonal);
        public Tensor tril_(long diagonal = 0) => Aten.tril_.CallInPlace(this, diagonal);
        public Tensor triu_(long diagonal = 0) => Aten.triu_.CallInPlace(this, diagonal);
        public Tensor atleast_1d() => Aten.atleast_1d.Call(this);
        public Tensor atleast_2d() => Aten.atleast_2d.Call(this);
        public Tensor atleast_3d() => Aten.atleast_3d.Call(this);
        public Tensor flip(params long[] dims) => Aten.flip.Call(this, dims);
        public Tensor fliplr() => Aten.fliplr.Call(this);
        public Tensor flipud() => Aten.flipud.Call(this);
        public Tensor rot90(long k = 1, (long, long)? dims = null) =>
            Aten.rot90.Call(this, k, new[] { dims?.Item1 ?? 0, dims?.Item2 ?? 1 });
        public Tensor roll(long shifts, long? dims = null) =>
            Aten.roll.Call(this, new[] { shifts }, dims is { } dim ? new[] { dim } : Array.Empty<long>());
        public Tensor roll(long[] shifts, long[] dims) => Aten.roll.Call(this, shifts, dims);
        public Tensor roll((long, long) shifts, (long, long) dims) =>
            Aten.roll.Call(this, new[] { shifts.Item1, shifts.Item2 }, new[] { dims.Item1, dims.Item2 });
        public Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) =>
            Aten.roll.Call(this, Arg.Ints(shifts), Arg.Ints(dims));
        public Tensor pixel_shuffle(long upscale_factor) => Aten.pixel_shuffle.Call(this, upscale_factor);
    }
}
