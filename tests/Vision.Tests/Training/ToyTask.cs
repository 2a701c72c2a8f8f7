using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Models.Norms;
using Fuse3D.Vision.Training;
using Fuse3D.Vision.Training.Losses;
using Fuse3D.Vision.Training.Optimization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>Two layers with a batch norm and dropout between them, learning random numbers: a training task of microseconds.</summary>
internal sealed class ToyTask : ITrainingTask<float[]>
{
    private const int Width = 6;
    private readonly ToyNetwork _network;

    public ToyTask(OptimizerConfig? optimizer = null, bool norm = true)
    {
        manual_seed(7);
        _network = new(norm);
        Optimizer = optimizer ?? new() { Rate = 0.01, DecoderRate = 0.002 };
        Groups = ParameterGroups.Of(_network, "group_free", Optimizer);
    }

    public nn.Module Network => _network;

    public OptimizerConfig Optimizer { get; }

    public IReadOnlyList<ParameterGroup> Groups { get; }

    public IReadOnlyList<string> Ids { get; init; } = [.. Enumerable.Range(0, 10).Select(i => $"scene{i}")];

    /// <summary>Samples that give a loss or gradient that is not a number.</summary>
    public Func<string, float[], float[]> Change { get; init; } = (_, sample) => sample;

    /// <summary>What becomes of the network's results before the loss.</summary>
    public Func<Tensor, Tensor> Result { get; init; } = result => result;

    /// <summary>Figures of validation, one after the other.</summary>
    public Queue<double> Figures { get; init; } = [];

    public float[] Draw(string id, ulong seed)
    {
        var random = new SeededRandom(SeededRandom.Derive(seed, (ulong)id[^1]));
        return Change(id, [.. Enumerable.Range(0, Width).Select(_ => (float)random.NextDouble())]);
    }

    public LossTerms Loss(IReadOnlyList<float[]> batch, int epoch)
    {
        var inputs = stack([.. batch.Select(sample => tensor(sample))]);
        var terms = new LossTerms();
        var output = Result(_network.call(inputs));
        terms.Add("size", output.mean());
        return terms.WithTotal(terms.Add("loss", (output - inputs.sum(1, keepdim: true)).pow(2).mean()));
    }

    public IReadOnlyList<KeyValuePair<string, double>> Validate(CancellationToken cancel) =>
        Figures.TryDequeue(out double figure) ? [new("mAP", figure)] : [];

    public void WriteModel(string folder) => File.WriteAllText(Path.Combine(folder, "model.txt"), "a model");

    public void Dispose() => _network.Dispose();

    private sealed class ToyNetwork : nn.Module<Tensor, Tensor>
    {
        private readonly Linear first, decoder;
        private readonly SyncBatchNorm? norm;
        private readonly Dropout dropout;

        public ToyNetwork(bool withNorm) : base(nameof(ToyNetwork))
        {
            first = nn.Linear(Width, 8);
            norm = withNorm ? new(8) : null;
            dropout = nn.Dropout(withNorm ? 0.3 : 0);
            decoder = nn.Linear(8, 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = first.call(input).relu();
            return decoder.call(dropout.call(norm is null ? x : norm.call(x))).MoveToOuterDisposeScope();
        }
    }
}
