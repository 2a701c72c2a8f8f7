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
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Tasks.Dense;

/// <summary>Learning to make a picture of others, against a discriminator: the networks of TokenFusion, CEN and AsymFusion.</summary>
/// <remarks>A step has two phases: the discriminator learns, then the generator, which runs anew for it; as published.</remarks>
public sealed class TranslationTask : ITrainingTask<TranslationSample>
{
    private readonly DenseRunConfig _config;
    private readonly ITranslationDataset _train;
    private readonly ITranslationDataset? _val;
    private readonly Device _device;
    private readonly AdversarialPair _pair;
    private readonly MixedPrecision _precision;
    private readonly TranslationLossOptions _loss;
    private readonly int _processes;

    /// <param name="config">of a family of translation</param>
    /// <param name="val">what the generator is measured on; null: nothing</param>
    /// <param name="exchange">with the processes that learn along; null: there are none</param>
    /// <exception cref="InvalidInputException">the network does not take pictures of the data's size, or first weights do not fit</exception>
    public TranslationTask(DenseRunConfig config, ITranslationDataset train, ITranslationDataset? val, Device device, IGradientExchange? exchange = null)
    {
        exchange ??= new AloneExchange();
        (_config, _train, _val, _device) = (config, train, val, device);
        _precision = new(config.Train.Precision, device);
        DenseNetwork generator = DenseFirstWeights.Make(config, [], CPU);
        generator.CheckSide(config.Data.Crop, "data.crop");
        _pair = AdversarialPair.Of(config.Described([]), generator);
        _pair.to(device);
        _loss = new() { L1Weight = config.Loss.L1, PenaltyWeight = config.Loss.Penalty, ChannelPenaltyWeight = config.Loss.ChannelPenalty, AlignmentWeight = config.Loss.Alignment };
        _processes = new JoinedBatch(config.Train, exchange, device).Processes;
        ParameterGroup discriminator = DenseGroups.Whole(_pair.Discriminator, "discriminator", config.Train), made = DenseGroups.Whole(generator.Module, "generator", config.Train);
        Groups = [discriminator, made];
        Phases = [new([discriminator], DiscriminatorLoss), new([made], Loss)];
        _pair.train();
    }

    public nn.Module Network => _pair;

    /// <summary>The network that is wanted in the end.</summary>
    public DenseNetwork Generator => _pair.Generator;

    public IReadOnlyList<ParameterGroup> Groups { get; }

    public IReadOnlyList<TrainingPhase<TranslationSample>> Phases { get; }

    public IReadOnlyList<string> Ids => _train.Ids;

    public TranslationSample Draw(string id, ulong seed) => _train.Draw(id, How(seed, _config.Data.Augment));

    /// <summary>The generator's.</summary>
    public LossTerms Loss(IReadOnlyList<TranslationSample> batch, int epoch)
    {
        using var scope = NewDisposeScope();
        var (pictures, target) = Tensors(batch);
        ModalOutputs made = _precision.Run(() => Generator.Forward(pictures));
        Tensor[] fake = _precision.Run(() => _pair.Judge(pictures, made.Branches));
        Tensor? penalty = _loss.PenaltyWeight > 0 ? DensePenalty.Of(Generator, made, _processes) : null;
        Tensor? channelPenalty = _loss.ChannelPenaltyWeight > 0 ? DensePenalty.OfNorms(Generator) : null;
        Tensor? alignment = made.Aligned.Count > 0 ? AlignmentLoss.Of(made.Aligned) : null;
        return TranslationLoss.Generator(fake, made.All, target, _loss, penalty, alignment, channelPenalty).MoveToOuterDisposeScope();
    }

    /// <summary>How far pictures are from their targets: the ensemble's mean error with a minus, so that more is better, then all errors.</summary>
    /// <remarks>Measuring does not change the generator, not even its running statistics; as published it stays in training, unless configured otherwise.</remarks>
    public IReadOnlyList<KeyValuePair<string, double>> Validate(CancellationToken cancel)
    {
        if (_val is null)
            return [];
        using var buffers = new BufferCopies(_pair);
        Generator.Module.train(_config.Eval.TrainingMode);
        manual_seed((long)_config.Train.Seed);
        try
        {
            return [.. Figures(Measure(_val, cancel))];
        }
        finally
        {
            Generator.Module.train();
            buffers.Restore();
        }
    }

    public void WriteModel(string folder) => DenseModelFolder.Write(folder, _config.Model, [], WeightTable.Of(Generator.Module));

    public void Dispose() => _pair.Dispose();

    private LossTerms DiscriminatorLoss(IReadOnlyList<TranslationSample> batch, int epoch)
    {
        using var scope = NewDisposeScope();
        var (pictures, target) = Tensors(batch);
        Tensor[] fakes;
        using (no_grad())
            fakes = _precision.Run(() => Generator.Forward(pictures)).Branches;
        Tensor[] real = _precision.Run(() => _pair.Judge(pictures, pictures.Each(_ => target)));
        return TranslationLoss.Discriminator(real, _precision.Run(() => _pair.Judge(pictures, fakes))).MoveToOuterDisposeScope();
    }

    // By output: the branches, then the ensemble.
    private TranslationErrors[] Measure(ITranslationDataset data, CancellationToken cancel)
    {
        using var frozen = no_grad();
        TranslationErrors[]? errors = null;
        foreach (string id in data.Ids)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            TranslationSample sample = data.Draw(id, How(seed: 0, augment: false));
            IReadOnlyList<Tensor> outputs = Generator.Forward(Tensors([sample]).Pictures).All;
            errors ??= [.. outputs.Select(_ => new TranslationErrors())];
            foreach (var (error, output) in errors.Zip(outputs))
                error.Add(output.cpu().contiguous().data<float>().ToArray(), sample.Target);
        }

        return errors ?? [];
    }

    private IEnumerable<KeyValuePair<string, double>> Figures(TranslationErrors[] errors)
    {
        if (errors.Length == 0)
            yield break;
        yield return new("-MAE/ensemble", -errors[^1].MeanAbsolute);
        IReadOnlyList<string> outputs = [.. _config.Described([]).Branches, "ensemble"];
        for (int i = errors.Length - 1; i >= 0; i--)
        {
            string of = outputs[i];
            yield return new($"MAE/{of}", errors[i].MeanAbsolute);
            yield return new($"RMSE/{of}", errors[i].RootMeanSquared);
        }
    }

    private TranslationDraw How(ulong seed, bool augment) => new([.. _config.Model.Modalities.Select(modality => modality.Name)], _config.Model.Target!, seed)
    {
        Augment = augment,
        Resize = _config.Data.Resize,
        Crop = _config.Data.Crop,
    };

    private (Tensor[] Pictures, Tensor Target) Tensors(IReadOnlyList<TranslationSample> batch)
    {
        var (height, width) = DenseBatch.Size(batch, sample => (sample.Id, sample.Height, sample.Width));
        return (DenseBatch.Pictures([.. batch.Select(sample => sample.Inputs)], height, width, _device),
            DenseBatch.Planes([.. batch.Select(sample => sample.Target)], height, width, _device));
    }
}
