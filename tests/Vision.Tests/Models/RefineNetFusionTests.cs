using Fuse3D.Vision.Fusion.Channels;
using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Models.RefineNet;
using Fuse3D.Vision.Models.ResNet;
using Fuse3D.Vision.Training.Losses.Dense;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Models;

public class RefineNetFusionTests
{
    private const int Classes = 5, Side = 32;

    private static readonly ResNetConfig Tiny = new() { Blocks = [1, 1, 1, 2] };

    public static TheoryData<StageFusion, bool> Mixers => new()
    {
        { StageFusion.Concat, false }, { StageFusion.Average, false }, { StageFusion.SelfAttention, false }, { StageFusion.Align, false },
        { StageFusion.Concat, true }, { StageFusion.Average, true }, { StageFusion.SelfAttention, true }, { StageFusion.Align, true },
    };

    [Theory, MemberData(nameof(Mixers))]
    public void Forward_StageFusion_MixesBehindItsPlaceAndLearns(StageFusion fusion, bool joins)
    {
        using var scope = NewDisposeScope();
        using RefineNetNetwork network = Build(Tiny with { Baseline = new() { Kind = fusion, Stages = [2, 3], Join = joins } });
        ModalOutputs outputs = network.call(Pictures());
        bool aligns = fusion == StageFusion.Align;
        Assert.Equal(joins && !aligns ? 1 : 2, outputs.Branches.Length);
        Assert.Equal(aligns ? 2 : 0, outputs.Aligned.Count);
        Assert.All(outputs.All, output => Assert.Equal([1, Classes, Side / 4, Side / 4], output.shape));
        Assert.Equal(!aligns, DependsOnDepth(network));

        Loss(outputs).backward();
        string[] untrained = [.. network.named_parameters().Where(entry => entry.parameter.grad is null).Select(entry => entry.name)];
        // In the joined network the level behind stage 1 is the first modality's; its other copy still feeds stage 2.
        Assert.Empty(untrained);
    }

    [Fact]
    public void Keys_JoinedNetwork_HaveTwoSetsUpToTheLastPlaceOnly()
    {
        using RefineNetNetwork network = Build(Tiny with { Baseline = new() { Kind = StageFusion.Concat, Stages = [2], Join = true } });
        string[] keys = [.. network.named_parameters().Select(entry => entry.name)];
        Assert.Contains("layer2.0.conv1.conv_1.weight", keys);
        Assert.Contains("layer3.0.conv1.module.weight", keys);
        Assert.DoesNotContain("layer3.0.bn1.bn_1.weight", keys);
        Assert.Contains("clf_conv.module.weight", keys);
    }

    [Theory]
    [InlineData(true, true), InlineData(true, false), InlineData(false, true), InlineData(false, false)]
    public void Keys_SharedOrNot_AreOneOrOneForEach(bool convolutions, bool norms)
    {
        using RefineNetNetwork network = Build(Tiny with { SharedConvolutions = convolutions, SharedNorms = norms });
        string[] keys = [.. network.named_parameters().Select(entry => entry.name)];
        Assert.Contains(convolutions ? "layer4.1.conv2.module.weight" : "layer4.1.conv2.conv_1.weight", keys);
        Assert.Contains(norms ? "layer4.1.bn2.module.weight" : "layer4.1.bn2.bn_1.weight", keys);
        using var scope = NewDisposeScope();
        Assert.False(DependsOnDepth(network));
    }

    [Fact]
    public void Forward_Exchange_ActsOnlyWhereScalesAreSmall()
    {
        using var scope = NewDisposeScope();
        using RefineNetNetwork network = Build(Tiny with { Exchange = new() { Threshold = 0.5f } });
        Assert.False(DependsOnDepth(network));          // scales begin at 1
        using (no_grad())
            network.get_parameter("layer3.0.bn2.bn_0.weight")!.narrow(0, 0, 10).fill_(0.1f);
        Assert.True(DependsOnDepth(network));
    }

    [Fact]
    public void Forward_RandomExchange_ActsWhateverTheScales()
    {
        using var scope = NewDisposeScope();
        using RefineNetNetwork network = Build(Tiny with { Exchange = new() { RandomShare = 0.25 } });
        Assert.True(DependsOnDepth(network));
    }

    [Fact]
    public void Forward_Asymmetric_ActsInStagesOfMoreThanOneBlock()
    {
        using var scope = NewDisposeScope();
        using RefineNetNetwork fused = Build(Tiny with { Asymmetric = true }), single = Build(Tiny with { Asymmetric = true, Blocks = [1, 1, 1, 1] });
        Assert.True(DependsOnDepth(fused));
        Assert.False(DependsOnDepth(single));
    }

    [Fact]
    public void Backward_EnsembleLoss_ReachesTheWeightsOfBranchesOnly()
    {
        using var scope = NewDisposeScope();
        using RefineNetNetwork network = Build(Tiny);
        network.call(Pictures()).Ensemble.square().sum().backward();
        Assert.Equal(["alpha"], network.named_parameters().Where(entry => entry.parameter.grad is not null).Select(entry => entry.name));
    }

    [Fact]
    public void Forward_WrongInputs_AreRefused()
    {
        using var scope = NewDisposeScope();
        using RefineNetNetwork network = Build(Tiny);
        Tensor[] pictures = Pictures();
        Assert.Contains("2 of [batch, 3, height, width]", Assert.Throws<InvalidInputException>(() => network.call([pictures[0]])).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => network.call([pictures[0], pictures[1].narrow(2, 0, 8)]));
        Assert.Throws<InvalidInputException>(() => network.call([pictures[0], pictures[1].narrow(1, 0, 1)]));
        Assert.Throws<InvalidInputException>(() => Build(Tiny with { Baseline = new() { Kind = StageFusion.Concat } }));
        Assert.Throws<InvalidInputException>(() => Build(Tiny with { Blocks = [1, 1] }));
        Assert.Throws<InvalidInputException>(() => Build(Tiny with { Modalities = 0 }));
    }

    private static RefineNetNetwork Build(ResNetConfig encoder)
    {
        random.manual_seed(7);
        var network = new RefineNetNetwork(new() { Classes = Classes, Encoder = encoder, Dropout = 0 });
        network.eval();
        return network;
    }

    private static Tensor[] Pictures()
    {
        random.manual_seed(8);
        return [randn([1, 3, Side, Side]), randn([1, 3, Side, Side])];
    }

    // Whether the first branch's output changes with the second modality's picture.
    private static bool DependsOnDepth(RefineNetNetwork network)
    {
        using var frozen = no_grad();
        Tensor[] pictures = Pictures();
        Tensor before = network.call(pictures).Branches[0], after = network.call([pictures[0], pictures[1] * -1]).Branches[0];
        return (before - after).abs().max().ToSingle() > 0;
    }

    private static Tensor Loss(ModalOutputs outputs)
    {
        var labels = randint(Classes, [1, Side, Side], dtype: ScalarType.Int64);
        return SegmentationLoss.Of(
            outputs.All, labels, new(), alignment: outputs.Aligned.Count > 0 ? AlignmentLoss.Of(outputs.Aligned) : null).Total;
    }
}
