using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Rows of a table [num_embeddings, width] for int64 indices [...].</summary>
public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    private readonly long? _padding;
    private readonly bool _scaleByFrequency, _sparse;
    [ComponentName(Name = nameof(weight))] private Parameter? _weight;

    internal Embedding(Tensor table, long? padding_idx, bool scale_grad_by_freq, bool sparse, bool trained = true) : base(nameof(Embedding))
    {
        (_padding, _scaleByFrequency, _sparse) = (padding_idx, scale_grad_by_freq, sparse);
        weight = nn.Parameter(table, trained);
    }

    public Parameter weight
    {
        get => _weight!;
        set => Exchange(ref _weight, value ?? throw new ArgumentNullException(nameof(value)), nameof(weight));
    }

    public override Tensor forward(Tensor input) =>
        nn.functional.Lookup(input, weight, _padding, _scaleByFrequency, _sparse);

    /// <summary>Normal values; the padding row, whose gradient stays zero, is zero.</summary>
    internal static Tensor Draw(long count, long width, long? padding, Device? device, ScalarType? dtype)
    {
        Tensor table = empty([count, width], dtype: dtype, device: device);
        nn.init.normal_(table);
        if (padding is long row)
        {
            using Tensor blank = table.select(0, row);
            nn.init.zeros_(blank);
        }

        return table;
    }
}
