using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Models.ChannelUNet;
using Fuse3D.Vision.Models.DeepLab;
using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Models.PspNet;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Models;

/// <summary>Networks that the papers describe but published code lacks: they run, fuse and learn.</summary>
public class DenseVariantTests
{
    private const int Classes = 5;

    [Fact]
    public void PspNet_WithExchange_FusesAndLearns()
    {
        using var scope = NewDisposeScope();
        PspNetConfig config = PspNetConfig.CenR152 with { Classes = Classes, Width = 16, Dropout = 0 };
        using var network = new PspNetNetwork(config with { Encoder = config.Encoder with { Blocks = [1, 1, 1, 1] } });
        network.eval();
        Assert.False(Fuses(network, 72));
        using (no_grad())
            network.get_parameter("layer2.0.bn2.bn_0.weight")!.narrow(0, 0, 10).fill_(0.001f);
        Assert.True(Fuses(network, 72));
        Learns(network, [1, Classes, 9, 9], 72);
        Assert.Contains("layer1.0.conv2.module.weight", network.state_dict().Keys);
        Assert.Contains("levels.3.bn.bn_1.weight", network.state_dict().Keys);
    }

    [Fact]
    public void DeepLab_Asymmetric_FusesAndLearns()
    {
        using var scope = NewDisposeScope();
        DeepLabConfig config = DeepLabConfig.AsymFusionXception65 with { Classes = Classes, MiddleBlocks = 2, Dropout = 0 };
        using DeepLabNetwork network = new(config), plain = new(config with { Asymmetric = false });
        network.eval();
        plain.eval();
        Assert.True(Fuses(network, 64));
        Assert.False(Fuses(plain, 64));
        Assert.Equal(plain.state_dict().Keys, network.state_dict().Keys);      // the fusion has no parameters
        Learns(network, [1, Classes, 16, 16], 64);
    }

    [Fact]
    public void DeepLab_SecondModality_AddsItsNormsOnly()
    {
        using DeepLabNetwork one = new(new() { Modalities = 1, MiddleBlocks = 1 }), two = new(new() { Modalities = 2, MiddleBlocks = 1 });
        long norms = one.named_parameters().Where(entry => entry.name.Contains(".bn_0.", StringComparison.Ordinal)).Sum(entry => entry.parameter.numel());
        Assert.Equal(Count(one) + norms + 1, Count(two));                      // and a weight in the ensemble
    }

    [Theory, InlineData(2), InlineData(3)]
    public void ChannelUNet_Asymmetric_FusesAndLearns(int modalities)
    {
        using var scope = NewDisposeScope();
        ChannelUNetConfig config = ChannelUNetConfig.AsymFusion with { Modalities = modalities, Width = 5, Dropout = 0 };
        using ChannelUNetGenerator network = new(config), plain = new(config with { Asymmetric = false });
        Checkpoint.Fill(network, new HashedWeights(7));     // other tests draw from the generator, too, and signals of drawn weights fade
        network.eval();
        plain.eval();
        Assert.True(Fuses(network, 256, modalities));
        Assert.False(Fuses(plain, 256, modalities));
        ModalOutputs outputs = network.call(Pictures(256, modalities));
        stack(outputs.All.Select(output => output.square().sum())).sum().backward();
        Assert.Equal(modalities, outputs.Branches.Length);
        // Norms of the first and last stages exist, unused, as published.
        Assert.All(network.named_parameters().Where(entry => entry.parameter.grad is null), entry => Assert.Matches("^(conv1|conv8|deconv8)\\.insnorm", entry.name));
    }

    [Fact]
    public void ChannelUNet_OtherSides_AreRefused()
    {
        using var scope = NewDisposeScope();
        using var network = new ChannelUNetGenerator(ChannelUNetConfig.Cen with { Width = 4 });
        Assert.Contains("multiples of 256", Assert.Throws<InvalidInputException>(() => network.call(Pictures(128, 2))).Message, StringComparison.Ordinal);
    }

    private static long Count(nn.Module network) => network.parameters().Sum(parameter => parameter.numel());

    private static void Learns(nn.Module<Tensor[], ModalOutputs> network, long[] shape, int side)
    {
        ModalOutputs outputs = network.call(Pictures(side, 2));
        Assert.All(outputs.All, output => Assert.Equal(shape, output.shape));
        stack(outputs.All.Select(output => output.square().sum())).sum().backward();
        Assert.All(network.named_parameters(), entry => Assert.True(entry.parameter.grad is not null, entry.name));
    }

    // Whether the first branch's output changes with the last modality's picture.
    private static bool Fuses(nn.Module<Tensor[], ModalOutputs> network, int side, int modalities = 2)
    {
        using var frozen = no_grad();
        Tensor[] pictures = Pictures(side, modalities), changed = [.. pictures[..^1], pictures[^1] * -1];
        return (network.call(pictures).Branches[0] - network.call(changed).Branches[0]).abs().max().ToSingle() > 0;
    }

    private static Tensor[] Pictures(int side, int modalities)
    {
        random.manual_seed(8);
        return [.. Enumerable.Range(0, modalities).Select(_ => rand([1, 3, side, side]) * 2 - 1)];
    }
}
