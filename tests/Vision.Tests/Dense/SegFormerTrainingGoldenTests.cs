using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Models.SegFormer;
using Fuse3D.Vision.Tests.Golden;
using Fuse3D.Vision.Training.Losses;
using Fuse3D.Vision.Training.Losses.Dense;
using Fuse3D.Vision.Training.Optimization;
using Fuse3D.Vision.Training.Tasks.Dense;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

/// <summary>Training steps of TokenFusion's segmentation network against the published code.</summary>
[Trait("Category", "Golden")]
public class SegFormerTrainingGoldenTests
{
    private const double LossLimit = 1e-4, GradientLimit = 3e-3;

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "tf_seg_train", MemberType = typeof(GoldenCases))]
    public void Steps_GoldenCase_MatchReference(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        using SegFormerNetwork network = golden.LoadInto(new SegFormerNetwork(SegFormerGoldenTests.ConfigOf(golden, 0.02f) with { DropPath = 0, Dropout = 0 }));
        network.train();
        OptimizerConfig published = SegFormerGroups.Published(stage: 0);
        IReadOnlyList<ParameterGroup> groups = SegFormerGroups.Of(network, published);
        Assert.Equal(
            golden.Json("group_names").EnumerateArray().Select(group => string.Join('\n', group.EnumerateArray().Select(one => one.GetString()))),
            groups.Select(group => string.Join('\n', group.Parameters.Select(one => one.Name))));

        using AdamW optimizer = ParameterGroups.Optimizer(groups, published);
        var rates = new WarmupPolyRates();
        long first = golden.Json("optim").GetProperty("start_step").GetInt64();
        Tensor[] pictures = ModalPictures.Of(golden);
        Tensor labels = tensor(golden.Integers("target"), golden.Shape("target"));
        List<double> losses = [], likelihoods = [], sums = [], used = [];
        var ways = groups.ToDictionary(group => group.Name, _ => 0.0);
        int last = (int)golden.Shape("lr_f64")[0];
        for (int step = 0; step <= last; step++)
        {
            using var inner = NewDisposeScope();
            ModalOutputs outputs = network.call(pictures);
            LossTerms loss = SegmentationLoss.Of(
                outputs.All, labels, new() { PenaltyWeight = golden.Json("lamda").GetDouble() }, DensePenalty.OfScores(outputs));
            losses.Add(loss.Total.ToDouble());
            likelihoods.AddRange(outputs.All.Select((_, i) => loss.Terms[$"nll_{i}"].ToDouble()));
            sums.Add(loss.Terms["penalty"].ToDouble());
            if (step == last)
                break;

            network.zero_grad();
            loss.Total.backward();
            if (step == 0)
                CompareGradients(golden, network);
            foreach (var (group, controller) in groups.Zip(optimizer.ParamGroups))
            {
                controller.LearningRate = rates.At(group.Rate, first + step);
                used.Add(controller.LearningRate);
                ways[group.Name] += controller.LearningRate;
            }

            optimizer.step();
            CompareParameters(golden, groups, network, step + 1, ways);
        }

        GoldenReport.Close(name, "lr_f64", golden.Doubles("lr_f64"), [.. used], 1e-15);
        Close(golden, "loss", losses);
        Close(golden, "nll", likelihoods);
        Close(golden, "mask_l1", sums);
    }

    private static void CompareGradients(DenseGolden golden, SegFormerNetwork network)
    {
        foreach (string parameter in Names(golden, "grad0."))
            golden.Close($"grad0.{parameter}", network.get_parameter(parameter)!.grad!, GradientLimit);
    }

    private static void CompareParameters(
        DenseGolden golden, IReadOnlyList<ParameterGroup> groups, SegFormerNetwork network, int steps, Dictionary<string, double> ways)
    {
        string prefix = $"param_after{steps}.";
        foreach (string parameter in Names(golden, prefix))
        {
            ParameterGroup? group = groups.FirstOrDefault(one => one.Parameters.Any(entry => entry.Name == parameter));
            if (group is null)
                golden.Close(prefix + parameter, network.get_parameter(parameter)!, 0);      // no optimizer has it
            else
                AdamUpdates.Close(golden, prefix + parameter, network.get_parameter(parameter)!, ways[group.Name]);
        }
    }

    internal static IEnumerable<string> Names(DenseGolden golden, string prefix) =>
        golden.Tensors.Where(tensor => tensor.StartsWith(prefix, StringComparison.Ordinal)).Select(tensor => tensor[prefix.Length..].Split('@')[0]);

    private static void Close(DenseGolden golden, string name, List<double> actual)
    {
        float[] expected = golden.Floats(name);
        Assert.Equal(expected.Length, actual.Count);
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs(actual[i] - expected[i]), limit = LossLimit * Math.Abs(expected[i]);
            GoldenReport.Record(golden.Name, $"{name}[{i}]", error, limit);
            Assert.True(error <= limit, $"{golden.Name}: {name}[{i}] is {actual[i]}, golden {expected[i]}");
        }
    }
}
