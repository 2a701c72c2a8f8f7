using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>
        /// As Python's brackets: numbers, ranges, None and Ellipsis give views; index and mask tensors copy. Setting writes in place.
        /// </summary>
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[long i1]
        {
            get => index([i1]);
            set => index_put_(value, [i1]);
        }

        public Tensor this[long i1, long i2]
        {
            get => index([i1, i2]);
            set => index_put_(value, [i1, i2]);
        }

        public Tensor this[long i1, long i2, long i3]
        {
            get => index([i1, i2, i3]);
            set => index_put_(value, [i1, i2, i3]);
        }

        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => index([i1, i2, i3, i4]);
            set => index_put_(value, [i1, i2, i3, i4]);
        }

        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => index([i1, i2, i3, i4, i5]);
            set => index_put_(value, [i1, i2, i3, i4, i5]);
        }

        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => index([i1, i2, i3, i4, i5, i6]);
            set => index_put_(value, [i1, i2, i3, i4, i5, i6]);
        }

        public Tensor this[params long[] indices]
        {
            get => index([.. indices.Select(i => (TensorIndex)i)]);
            set => index_put_(value, [.. indices.Select(i => (TensorIndex)i)]);
        }

        public Tensor index(params TensorIndex[] indices)
        {
            using IndexedView view = new(this, indices);
            return view.HasTensors
                ? Aten.index__Tensor.Call(view.Viewed, Arg.OptionalTensors(view.Tensors))
                : view.Take();
        }

        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            using IndexedView view = new(this, indices);
            if (view.HasTensors)
                Aten.index_put_.Invoke(view.Viewed, Arg.OptionalTensors(view.Tensors), value);
            else
                Aten.copy_.Invoke(view.Viewed, value);
            return this;
        }

        public Tensor index(params Tensor[] indices) => index([.. indices.Select(TensorIndex.Tensor)]);

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, [.. indices.Select(TensorIndex.Tensor)]);

        public Tensor index_put_(Scalar value, params Tensor[] indices) => index_put_(value, [.. indices.Select(TensorIndex.Tensor)]);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using Tensor filled = Filled(value);
            return index_put_(filled, indices);
        }
    }

    /// <summary>The part of an index expression that views can express, and the tensors left over for the rest.</summary>
    private sealed class IndexedView : IDisposable
    {
        private readonly Tensor _source;
        private readonly List<Tensor?> _tensors = [];
        private readonly List<Tensor> _own = [];
        private int _at;

        internal IndexedView(Tensor source, TensorIndex[] indices)
        {
            _source = Viewed = source;
            long left = source.Dimensions - indices.Sum(DimensionsTaken);
            if (left < 0)
                throw new ArgumentException($"{indices.Length} indices for a tensor of {source.Dimensions} dimensions", nameof(indices));
            foreach (TensorIndex index in indices)
                Apply(index, ref left);
        }

        internal Tensor Viewed { get; private set; }

        internal bool HasTensors => _tensors.Count > 0;

        internal Tensor?[] Tensors => [.. _tensors];

        /// <summary>The view for the caller to own.</summary>
        internal Tensor Take()
        {
            if (ReferenceEquals(Viewed, _source))
                return _source.alias();
            _own.Remove(Viewed);
            return Viewed;
        }

        public void Dispose()
        {
            foreach (Tensor tensor in _own)
                tensor.Dispose();
        }

        private static long DimensionsTaken(TensorIndex index) => index.What switch
        {
            TensorIndex.Kind.Slice or TensorIndex.Kind.Single => 1,
            TensorIndex.Kind.Tensor => IsMask(index.Chosen!) ? index.Chosen!.Dimensions : 1,
            _ => 0,
        };

        private static bool IsMask(Tensor tensor) => tensor.dtype is ScalarType.Bool or ScalarType.Byte;

        private void Apply(TensorIndex index, ref long left)
        {
            switch (index.What)
            {
                case TensorIndex.Kind.Single:
                    View(Viewed.select(_at, index.Start!.Value));
                    break;
                case TensorIndex.Kind.Slice:
                    if (index.Start is not null || index.Stop is not null || index.Step is not null)
                        View(Aten.slice__Tensor.Call(Viewed, _at, index.Start, index.Stop, index.Step ?? 1));
                    _at++;
                    break;
                case TensorIndex.Kind.None:
                    View(Viewed.unsqueeze(_at++));
                    break;
                case TensorIndex.Kind.Ellipsis:
                    _at += (int)left;
                    left = 0;
                    break;
                case TensorIndex.Kind.Bool:
                    View(Viewed.unsqueeze(_at));
                    Pick(Keep(tensor(new[] { index.Start == 1 }, device: _source.device)), 1);
                    break;
                case TensorIndex.Kind.Tensor:
                    Pick(index.Chosen!, IsMask(index.Chosen!) ? (int)index.Chosen!.Dimensions : 1);
                    break;
            }
        }

        private void View(Tensor view) => Viewed = Keep(view);

        private Tensor Keep(Tensor tensor)
        {
            _own.Add(tensor);
            return tensor;
        }

        private void Pick(Tensor chosen, int dimensions)
        {
            while (_tensors.Count < _at)
                _tensors.Add(null);
            _tensors.Add(chosen);
            _at += dimensions;
        }
    }
}
