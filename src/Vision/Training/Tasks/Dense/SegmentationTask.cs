using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Models.Norms;
using Fuse3D.Vision.Training.Losses;
using Fuse3D.Vision.Training.Losses.Dense;
using Fuse3D.Vision.Training.Optimization;
using Fuse3D.Vision.Training.Parallel;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Tasks.Dense;

/// <summary>Learning to give every pixel a class: SegFormer, RefineNet, PSPNet and DeepLabv3+ of several modalities, whatever they exchange.</summary>
public sealed class SegmentationTask : ITrainingTask<SegmentationSample>
{
    private readonly DenseRunConfig _config;
    private readonly ISegmentationDataset _train;
    private readonly ISegmentationDataset? _val;
    private readonly Device _device;
    private readonly DenseNetwork _network;
    private readonly MixedPrecision _precision;
    private readonly SegmentationLossOptions _loss;
    private readonly int[] _places, _placesOfVal;       // of the network's modalities among the data's
    private readonly Func<Tensor, Tensor> _counting;
    private readonly int _processes;

    /// <param name="config">of a family of segmentation</param>
    /// <param name="val">what the network is measured on; null: nothing</param>
    /// <param name="exchange">with the processes that learn along; null: there are none</param>
    /// <exception cref="InvalidInputException">the data lacks a modality or has it in another form, the network does not take its size, or first weights do not fit</exception>
    public SegmentationTask(DenseRunConfig config, ISegmentationDataset train, ISegmentationDataset? val, Device device, IGradientExchange? exchange = null)
    {
        exchange ??= new AloneExchange();
        (_config, _train, _val, _device) = (config, train, val, device);
        _precision = new(config.Train.Precision, device);
        _places = Places(train);
        _placesOfVal = val is null ? [] : Places(val);
        _network = DenseFirstWeights.Make(config, train.ClassNames, device);
        _network.CheckSide(config.Data.Side, "data.side");
        _loss = new() { PenaltyWeight = config.Loss.Penalty, PenaltyPerOutput = config.Loss.PenaltyPerOutput, ChannelPenaltyWeight = config.Loss.ChannelPenalty, AlignmentWeight = config.Loss.Alignment };
        _counting = ConfiguredLosses.Counting(config.Train, exchange);
        _processes = new JoinedBatch(config.Train, exchange, device).Processes;
        Groups = DenseGroups.Of(_network.Module, config.Family, config.Train);
        Learn();
    }

    public nn.Module Network => _network.Module;

    /// <summary>The network with what it exchanges.</summary>
    public DenseNetwork Dense => _network;

    public IReadOnlyList<ParameterGroup> Groups { get; }

    public IReadOnlyList<string> Ids => _train.Ids;

    public SegmentationSample Draw(string id, ulong seed) => _train.Draw(id, new(seed, _config.Data.Augment ? _config.Data.Rule : null));

    public LossTerms Loss(IReadOnlyList<SegmentationSample> batch, int epoch)
    {
        using var scope = NewDisposeScope();
        var (height, width) = DenseBatch.Size(batch, sample => (sample.Id, sample.Height, sample.Width));
        Tensor[] pictures = DenseBatch.Pictures([.. batch.Select(sample => Chosen(sample, _places))], height, width, _device);
        Tensor labels = DenseBatch.Labels([.. batch.Select(sample => sample.Labels)], height, width, _device);
        ModalOutputs outputs = _precision.Run(() => _network.Forward(pictures));
        Tensor? penalty = _loss.PenaltyWeight > 0 ? DensePenalty.Of(_network, outputs, _processes) : null;
        Tensor? channelPenalty = _loss.ChannelPenaltyWeight > 0 ? DensePenalty.OfNorms(_network) : null;
        Tensor? alignment = outputs.Aligned.Count > 0 ? AlignmentLoss.Of(outputs.Aligned) : null;
        return SegmentationLoss.Of(outputs.All, labels, _loss, penalty, alignment, channelPenalty, _counting).MoveToOuterDisposeScope();
    }

    /// <summary>Mean IoU of the ensemble, then its accuracies, then those of each branch, on whole frames; in percent.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Validate(CancellationToken cancel)
    {
        if (_val is null)
            return [];
        _network.Module.eval();
        try
        {
            return [.. Figures(Measure(_val, cancel))];
        }
        finally
        {
            Learn();
        }
    }

    public void WriteModel(string folder) => DenseModelFolder.Write(folder, _config.Model, _train.ClassNames, WeightTable.Of(_network.Module));

    public void Dispose() => _network.Dispose();

    private void Learn()
    {
        if (_config.Train.FrozenNorms)
            FrozenNorms.Train(_network.Module);
        else
            _network.Module.train();
    }

    // By output: the branches, then the ensemble.
    private ConfusionMatrix[] Measure(ISegmentationDataset data, CancellationToken cancel)
    {
        using var frozen = no_grad();
        ConfusionMatrix[]? matrices = null;
        foreach (string id in data.Ids)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            SegmentationSample sample = data.Draw(id, new(Seed: 0));
            IReadOnlyList<Tensor> outputs = _network.Forward(DenseBatch.Pictures([Chosen(sample, _placesOfVal)], sample.Height, sample.Width, _device)).All;
            matrices ??= [.. outputs.Select(_ => new ConfusionMatrix(data.ClassNames.Count))];
            foreach (var (matrix, output) in matrices.Zip(outputs))
                matrix.Add(sample.Labels, LabelMaps.Of(output, sample.Height, sample.Width)[0]);
        }

        return matrices ?? [];
    }

    private IEnumerable<KeyValuePair<string, double>> Figures(ConfusionMatrix[] matrices)
    {
        IReadOnlyList<string> outputs = [.. _config.Described(_train.ClassNames).Branches, "ensemble"];
        for (int i = matrices.Length - 1; i >= 0; i--)
        {
            string of = outputs[i];
            SegmentationScores scores = SegmentationScores.Of(matrices[i]);
            yield return new($"mIoU/{of}", scores.MeanIou);
            yield return new($"pixel_accuracy/{of}", scores.PixelAccuracy);
            yield return new($"mean_accuracy/{of}", scores.MeanAccuracy);
        }
    }

    private static IReadOnlyList<float[]> Chosen(SegmentationSample sample, int[] places) => [.. places.Select(place => sample.Planes[place])];

    private int[] Places(ISegmentationDataset data) => ModalityPlaces.Of(data, _config.Described(data.ClassNames).Forms());
}
