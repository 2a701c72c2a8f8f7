using System.Text.Json;
using System.Text.RegularExpressions;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Fusion.Channels;
using Fuse3D.Vision.Models.Norms;
using Fuse3D.Vision.Models.RefineNet;
using Fuse3D.Vision.Tests.Golden;
using Fuse3D.Vision.Training.Losses;
using Fuse3D.Vision.Training.Losses.Dense;
using Fuse3D.Vision.Training.Optimization;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

[Trait("Category", "Golden")]
public class RefineNetTrainingGoldenTests
{
    private const double GradientLimit = 3e-3, ParameterLimit = 1e-4, LossLimit = 1e-4;

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "cen_seg_train|asym_seg_train", MemberType = typeof(GoldenCases))]
    public void Steps_GoldenCase_MatchReference(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        RefineNetConfig config = RefineNetGolden.Config(golden) with { Dropout = 0 };
        using RefineNetNetwork network = golden.LoadInto(new RefineNetNetwork(config));
        FrozenNorms.Train(network);
        var pictures = RefineNetGolden.Inputs(golden);
        var labels = tensor(golden.Integers("target"), golden.Shape("target"));
        var train = new TrainConfig { Optimizer = Optimizer(golden) };
        IReadOnlyList<ParameterGroup> groups = DenseGroups.Of(network, DenseFamilies.Refinenet, train);
        using var optimizer = new GroupOptimizers(groups, train.Optimizer);
        int last = golden.Floats("loss").Length - 1;
        for (int step = 0; step <= last; step++)
        {
            LossTerms loss = Loss(network, pictures, labels);
            Compare(golden, loss, step);
            if (step == last)
                break;
            optimizer.ZeroGradients(groups);
            loss.Total.backward();
            if (step == 0)
                Compare(golden, network, "grad0.", parameter => parameter.grad!, GradientLimit);
            optimizer.Step(groups);
            Compare(golden, network, $"param_after{step + 1}.", parameter => parameter, ParameterLimit);
        }
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "cen_seg_train", MemberType = typeof(GoldenCases))]
    public void IsEncoder_GoldenCase_DividesParametersAsPublished(string name)
    {
        using var golden = new DenseGolden(name);
        string[] encoder = golden.Json("enc_param_names").Deserialize<string[]>()!, decoder = golden.Json("dec_param_names").Deserialize<string[]>()!;
        Assert.All(encoder, parameter => Assert.True(DenseGroups.IsEncoder(parameter)));
        Assert.DoesNotContain(decoder, DenseGroups.IsEncoder);
    }

    private static LossTerms Loss(RefineNetNetwork network, Tensor[] pictures, Tensor labels)
    {
        bool sparse = network.Config.Encoder.Exchange is not null;
        return SegmentationLoss.Of(
            network.call(pictures).All, labels, sparse ? SegmentationLossOptions.Cen : new(),
            sparse ? ChannelSparsity.Sum(network.ExchangeScales, network.Config.Sparsity) : null);
    }

    private static OptimizerConfig Optimizer(DenseGolden golden)
    {
        JsonElement optim = golden.Json("optim"), encoder = optim.GetProperty("enc"), decoder = optim.GetProperty("dec");
        return new()
        {
            Kind = OptimizerKind.Sgd,
            Rate = encoder.GetProperty("lr").GetDouble(),
            DecoderRate = decoder.GetProperty("lr").GetDouble(),
            Momentum = encoder.GetProperty("momentum").GetDouble(),
            WeightDecay = encoder.GetProperty("weight_decay").GetDouble(),
        };
    }

    private static void Compare(DenseGolden golden, LossTerms loss, int step)
    {
        float[] expected = golden.Floats("loss"), likelihoods = golden.Floats("nll");
        IReadOnlyDictionary<string, float> terms = loss.Read();
        GoldenReport.Close(golden.Name, $"loss[{step}]", [expected[step]], [loss.Total.ToSingle()], LossLimit);
        int outputs = likelihoods.Length / expected.Length;
        for (int i = 0; i < outputs; i++)
            GoldenReport.Close(golden.Name, $"nll[{step}, {i}]", [likelihoods[step * outputs + i]], [terms[$"nll_{i}"]], LossLimit);
        if (golden.Has("slim_l1"))
            GoldenReport.Close(golden.Name, $"slim_l1[{step}]", [golden.Floats("slim_l1")[step]], [terms["penalty"]], LossLimit);
    }

    private static void Compare(DenseGolden golden, nn.Module network, string prefix, Func<Tensor, Tensor> value, double limit)
    {
        Dictionary<string, Tensor> parameters = network.named_parameters().ToDictionary(entry => entry.name, entry => (Tensor)entry.parameter);
        foreach (string stored in golden.Tensors.Where(tensor => tensor.StartsWith(prefix, StringComparison.Ordinal)))
        {
            string key = Regex.Replace(stored, "@sub\\d+$", "");
            golden.Close(key, value(parameters[key[prefix.Length..]]), limit);
        }
    }
}
