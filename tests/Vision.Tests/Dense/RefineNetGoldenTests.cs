using Fuse3D.Vision.Fusion.Channels;
using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Models.RefineNet;
using Fuse3D.Vision.Tests.Golden;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

[Trait("Category", "Golden")]
public class RefineNetGoldenTests
{
    private const double Limit = 2e-5, ScalarLimit = 1e-5;

    /// <summary>Cases with a whole network in evaluation.</summary>
    public static TheoryData<string> Networks => GoldenCases.Of("cen_seg_r|asym_seg_r");

    [SkippableTheory, MemberData(nameof(Networks))]
    public void Forward_GoldenCase_MatchesReference(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using RefineNetNetwork network = golden.LoadInto(new RefineNetNetwork(RefineNetGolden.Config(golden)));
        network.eval();
        Assert.Equal(golden.Json("num_params").GetInt64(), network.parameters().Sum(parameter => parameter.numel()));
        Dictionary<string, float[]> seen = ModalHooks.Watch(network, golden);

        CompareOutputs();
        golden.Close("alpha_soft", network.BranchWeights, ScalarLimit);
        Assert.Equal(golden.Tensors.Count(tensor => tensor.StartsWith("mid.", StringComparison.Ordinal)), seen.Count);
        foreach (var (key, values) in seen)
            golden.Close(key, tensor(values), Limit);
        IPreparesInference.PrepareAll(network);
        CompareOutputs();

        void CompareOutputs()
        {
            ModalOutputs outputs = network.call(RefineNetGolden.Inputs(golden));
            string[] names = ["out.rgb", "out.depth"];
            for (int m = 0; m < outputs.Branches.Length; m++)
                golden.Close(names[m], outputs.Branches[m], Limit);
            golden.Close("out.ens", outputs.Ensemble, Limit);
        }
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "cen_seg_r", MemberType = typeof(GoldenCases))]
    public void Sparsity_GoldenCase_MatchesReference(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        RefineNetConfig config = RefineNetGolden.Config(golden);
        using RefineNetNetwork network = golden.LoadInto(new RefineNetNetwork(config));
        golden.Close("slim_l1_sum", ChannelSparsity.Sum(network.ExchangeScales, config.Sparsity), ScalarLimit);
        golden.Close("slim_l1_each", stack(ChannelSparsity.Parts(network.ExchangeScales, config.Sparsity).Select(part => part.abs().sum())), ScalarLimit);
        long[] exchanged = [.. network.ExchangeScales.SelectMany(scales => ChannelExchange.Below(scales, config.Encoder.Exchange!.Threshold)).Select(below => below.sum().ToInt64())];
        GoldenReport.Equal<long>(name, "exchanged_channels", golden.Integers("exchanged_channels"), exchanged);
    }
}
