namespace TorchSharp;

public static partial class torch
{
    /// <summary>One place between the brackets of an index expression.</summary>
    public readonly struct TensorIndex
    {
        internal enum Kind
        {
            Slice, Single, Bool, Tensor, Ellipsis, None,
        }

        private TensorIndex(Kind what, long? start = null, long? stop = null, long? step = null, Tensor? tensor = null) =>
            (What, Start, Stop, Step, Chosen) = (what, start, stop, step, tensor);

        internal Kind What { get; }

        /// <summary>The slice's first; the number of a single place; 1 for true.</summary>
        internal long? Start { get; }

        internal long? Stop { get; }

        internal long? Step { get; }

        internal Tensor? Chosen { get; }

        /// <summary>All dimensions that the other places leave.</summary>
        public static TensorIndex Ellipsis { get; } = new(Kind.Ellipsis);

        /// <summary>A new dimension of size 1.</summary>
        public static TensorIndex None { get; } = new(Kind.None);

        public static TensorIndex Null => None;

        /// <summary>The whole dimension.</summary>
        public static TensorIndex Colon { get; } = new(Kind.Slice);

        /// <summary>start, start + step, ... below stop; negative start and stop count from the end, and step is positive.</summary>
        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(Kind.Slice, start, stop, step);

        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        public static TensorIndex Slice(Range range) => range;

        public static TensorIndex Bool(bool value) => new(Kind.Bool, value ? 1 : 0);

        public static TensorIndex Single(long? index) => new(Kind.Single, index ?? throw new ArgumentNullException(nameof(index)));

        public static TensorIndex Tensor(Tensor tensor) =>
            new(Kind.Tensor, tensor: tensor ?? throw new ArgumentNullException(nameof(tensor)));

        public static implicit operator TensorIndex(long value) => Single(value);

        /// <summary>Never called: it makes the compiler prefer this type where both would do.</summary>
        public static implicit operator Tensor(TensorIndex value) => throw new InvalidOperationException("an index is not a tensor");

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);

        public static implicit operator TensorIndex(Range range) => Slice(
            range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value,
            !range.End.IsFromEnd ? range.End.Value : range.End.Value == 0 ? null : -range.End.Value);
    }
}
