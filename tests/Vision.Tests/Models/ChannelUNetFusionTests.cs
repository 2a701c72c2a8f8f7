using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Models.ChannelUNet;
using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Training.Losses.Dense;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Models;

/// <summary>Fusion of whole maps in the U-Net: where it acts, what learns, and how many parameters it has.</summary>
public class ChannelUNetFusionTests
{
    private const int Side = 32;

    private static readonly ChannelUNetConfig Tiny = new() { Stages = 5, Width = 4, Dropout = 0 };

    public static TheoryData<StageFusion, bool> Mixers => new()
    {
        { StageFusion.Concat, false }, { StageFusion.Average, false }, { StageFusion.SelfAttention, false }, { StageFusion.Align, false },
        { StageFusion.Concat, true }, { StageFusion.Average, true }, { StageFusion.SelfAttention, true }, { StageFusion.Align, true },
    };

    [Theory, MemberData(nameof(Mixers))]
    public void Forward_Baseline_MixesBehindItsPlaceAndLearns(StageFusion fusion, bool joins)
    {
        using var scope = NewDisposeScope();
        using ChannelUNetGenerator network = Build(Tiny with { Baseline = new() { Kind = fusion, Stages = [2, 3], Join = joins } });
        bool aligns = fusion == StageFusion.Align;
        ModalOutputs outputs = network.call(Pictures());
        Assert.Equal(joins && !aligns ? 1 : 2, outputs.Branches.Length);
        Assert.Equal(aligns ? 2 : 0, outputs.Aligned.Count);
        Assert.All(outputs.All, output => Assert.Equal([1, 3, Side, Side], output.shape));
        Assert.Equal(!aligns, DependsOnSecond(network));

        Tensor loss = outputs.All.Select(output => output.square().sum()).Aggregate((sum, next) => sum + next);
        (aligns ? loss + AlignmentLoss.Of(outputs.Aligned) : loss).backward();
        // Norms of the first and last stages exist, unused, as published.
        Assert.All(network.named_parameters().Where(entry => entry.parameter.grad is null), entry => Assert.Matches("^(conv1|conv5|deconv5)\\.insnorm", entry.name));
    }

    [Fact]
    public void Forward_JoinedBehindALaterStage_TakesTheFirstModalitysMapsBeforeIt()
    {
        using var scope = NewDisposeScope();
        using ChannelUNetGenerator network = Build(Tiny with { Baseline = new() { Kind = StageFusion.Average, Stages = [4], Join = true } });
        Dictionary<string, long[]> shapes = network.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.shape);
        Assert.Equal([4 * 2, 3, 4, 4], shapes["deconv5.deconv.module.weight"]);        // a decoder's map and one skip
        Assert.Contains("conv4.conv.conv_1.weight", shapes.Keys);
        Assert.Contains("conv5.conv.module.weight", shapes.Keys);
        Assert.DoesNotContain("deconv1.insnorm_deconv.insnorm_1.weight", shapes.Keys);
    }

    // C of stages 2 to 7 of the published width are 128, 256, 512, 512, 512, 512; here a fourth of that.
    [Theory]
    [InlineData(StageFusion.Concat, 2), InlineData(StageFusion.Average, 0), InlineData(StageFusion.Align, 10), InlineData(StageFusion.SelfAttention, 20.25)]
    public void Parameters_OfFusions_AreThoseOfTheTable(StageFusion fusion, double perSquare)
    {
        ChannelUNetConfig config = new() { Width = 16 };
        long plain = Parameters(config);
        foreach (int[] stages in new int[][] { [2], [4], [7], [2, 3, 4, 5, 6, 7] })
        {
            int[] channels = [.. stages.Select(stage => 16 * Math.Min(8, 1 << (stage - 1)))];
            int norms = fusion == StageFusion.SelfAttention ? 2 * channels.Sum() : 0;
            Assert.Equal(perSquare * channels.Sum(c => c * c) + norms, Parameters(config with { Baseline = new() { Kind = fusion, Stages = stages } }) - plain);
        }
    }

    [Fact]
    public void Parameters_Joined_AreOneNetworkAndASecondEncoderUpToThePlace()
    {
        ChannelUNetConfig config = new() { Stages = 6, Width = 16 };
        long one = Parameters(config with { Modalities = 1 });
        using var single = new ChannelUNetGenerator(config with { Modalities = 1 });
        long encoder = single.named_parameters().Where(entry => entry.name[..5] is "conv1" or "conv2" or "conv3").Sum(entry => entry.parameter.numel());
        Assert.Equal(one + encoder, Parameters(config with { Baseline = new() { Kind = StageFusion.Average, Stages = [3], Join = true } }));
        Assert.Equal(2 * one + 10 * 64 * 64, Parameters(config with { Baseline = new() { Kind = StageFusion.Align, Stages = [3], Join = true } }));
    }

    [Theory, InlineData(2, 1), InlineData(9, 2), InlineData(6, 6), InlineData(6, 1)]
    public void New_StagesOutOfRange_AreNamed(int stages, int fused)
    {
        ChannelUNetConfig config = new() { Stages = stages, Width = 4, Baseline = new() { Kind = StageFusion.Average, Stages = [fused] } };
        string message = Assert.Throws<InvalidInputException>(() => new ChannelUNetGenerator(config)).Message;
        Assert.Contains(stages is < 3 or > 8 ? $"channel_unet.stages is {stages}" : $"baseline.stages are [{fused}]; one or more of 2 to 5", message, StringComparison.Ordinal);
    }

    private static long Parameters(ChannelUNetConfig config)
    {
        using var network = new ChannelUNetGenerator(config);
        return network.parameters().Sum(parameter => parameter.numel());
    }

    private static ChannelUNetGenerator Build(ChannelUNetConfig config)
    {
        var network = new ChannelUNetGenerator(config);
        Checkpoint.Fill(network, new HashedWeights(7));     // other tests draw from the generator, too, and signals of drawn weights fade
        network.eval();
        return network;
    }

    private static Tensor[] Pictures()
    {
        Tensor picture = arange(3 * Side * Side, dtype: float32).reshape(1, 3, Side, Side);
        return [picture.sin(), picture.cos()];
    }

    // Whether the first branch's output changes with the second modality's picture.
    private static bool DependsOnSecond(ChannelUNetGenerator network)
    {
        using var frozen = no_grad();
        Tensor[] pictures = Pictures();
        return (network.call(pictures).Branches[0] - network.call([pictures[0], pictures[1] * -1]).Branches[0]).abs().max().ToSingle() > 0;
    }
}
