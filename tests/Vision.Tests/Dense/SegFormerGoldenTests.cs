using System.Globalization;
using Fuse3D.Vision.Models.MixTransformer;
using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Models.SegFormer;
using Fuse3D.Vision.Tests.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

/// <summary>TokenFusion's segmentation network against the published code, layer by layer.</summary>
[Trait("Category", "Golden")]
public class SegFormerGoldenTests
{
    private const double OutputLimit = 2e-5, ScoreLimit = 2e-5, SumLimit = 1e-5, MayBeFar = 0.001;
    private const double RoundingLimit = 5e-5;      // of float32 against float64, which depends on the processor's instructions

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "tf_seg_b", MemberType = typeof(GoldenCases))]
    public void Forward_GoldenCase_MatchesReference(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        float threshold = float.Parse(golden.Metadata["mask_threshold"], CultureInfo.InvariantCulture);
        using SegFormerNetwork network = golden.LoadInto(new SegFormerNetwork(ConfigOf(golden, threshold)));
        golden.InOrder(network);
        Assert.Equal(golden.Json("num_params").GetInt64(), network.parameters().Sum(parameter => parameter.numel()));
        network.eval();
        Dictionary<string, Tensor[]> seen = Watch(network, golden);
        using SegFormerNetwork exactly = golden.LoadInto(new SegFormerNetwork(ConfigOf(golden, threshold)));
        exactly.to(ScalarType.Float64);
        exactly.eval();
        Dictionary<string, Tensor[]> exact = Watch(exactly, golden);
        Tensor[] pictures = ModalPictures.Of(golden);

        ModalOutputs outputs = network.call(pictures), truth = exactly.call([.. pictures.Select(picture => picture.to(ScalarType.Float64))]);

        foreach (var (layer, tensors) in seen)
        {
            for (int m = 0; m < tensors.Length; m++)
                Compare($"mid.{layer}.{m}", tensors[m], exact[layer][m]);
        }

        IPreparesInference.PrepareAll(network);
        ModalOutputs prepared = network.call(pictures);
        string[] names = ["out.rgb", "out.depth", "out.ens"];
        for (int i = 0; i < names.Length; i++)
        {
            Compare(names[i], outputs.All[i], truth.All[i]);
            Compare(names[i], prepared.All[i], truth.All[i]);
        }

        CompareScores(golden, truth.Scores, threshold);
        foreach (var (actual, right) in outputs.Scores.SelectMany(block => block).Zip(truth.Scores.SelectMany(block => block)))
            Assert.InRange((actual - right).abs().max().ToDouble(), 0, RoundingLimit);

        // The network as it is meant, against the reference; and what float32 makes of it.
        void Compare(string tensor, Tensor actual, Tensor right)
        {
            golden.Close(tensor, right, OutputLimit);
            GoldenReport.Close(golden.Name, tensor + " in float32", golden.ValuesOf(tensor, right), golden.ValuesOf(tensor, actual), RoundingLimit);
        }
    }

    internal static SegFormerConfig ConfigOf(DenseGolden golden, float threshold) =>
        SegFormerConfig.Published[golden.Json("constructor").GetProperty("backbone").GetString()!] with
        {
            Classes = golden.Json("constructor").GetProperty("num_classes").GetInt32(),
            DecoderWidth = golden.Json("constructor").GetProperty("embedding_dim").GetInt32(),
            Exchange = new() { Threshold = threshold },
        };

    /// <summary>Scores of each block, how many lie below the threshold, and their sums.</summary>
    internal static void CompareScores(DenseGolden golden, IReadOnlyList<Tensor[]> scores, float threshold)
    {
        Tensor[] all = [.. scores.SelectMany(block => block)];
        golden.CloseTogether([.. all.Select((own, i) => ($"mask.{i / 2}.{i % 2}", own))], ScoreLimit, MayBeFar);
        long[] below = [.. all.Select(own => own.lt(threshold).sum().ToInt64())];
        GoldenReport.Equal<long>(golden.Name, "mask_below_threshold_count", golden.Integers("mask_below_threshold_count"), below);
        Tensor sums = stack([.. all.Select(own => own.sum())]);
        if (golden.Has("mask_l1_each"))
            golden.Close("mask_l1_each", sums, SumLimit);
        golden.Close("mask_l1_sum", sums.sum(), SumLimit);
    }

    // Every layer that the case has something of.
    private static Dictionary<string, Tensor[]> Watch(SegFormerNetwork network, DenseGolden golden)
    {
        Dictionary<string, Tensor[]> seen = [];
        HashSet<string> wanted = [.. golden.Tensors.Where(tensor => tensor.StartsWith("mid.", StringComparison.Ordinal)).Select(tensor => tensor["mid.".Length..tensor.LastIndexOf('.')])];
        foreach (var (name, module) in network.named_modules().Where(entry => wanted.Contains(entry.name)))
        {
            switch (module)
            {
                case OverlapPatches patches:
                    patches.register_forward_hook((_, _, output) => Keep(name, output.Tokens, output));
                    break;
                case MixBlock block:
                    block.register_forward_hook((_, _, _, output) => Keep(name, output.Tokens, output));
                    break;
                case ModalLayer layer:
                    layer.register_forward_hook((_, _, output) => Keep(name, output, output));
                    break;
                default:
                    Assert.Fail($"{name} is a {module.GetName()}");
                    break;
            }
        }

        Assert.NotEmpty(wanted);
        Assert.True(wanted.IsSubsetOf(network.named_modules().Select(entry => entry.name)));
        return seen;

        T Keep<T>(string name, Tensor[] tensors, T output)
        {
            seen[name] = [.. tensors.Select(own => own.clone().DetachFromDisposeScope())];
            return output;
        }
    }
}
