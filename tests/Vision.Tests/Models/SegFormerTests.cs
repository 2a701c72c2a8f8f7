using Fuse3D.Vision.Fusion.Tokens;
using Fuse3D.Vision.Models.MixTransformer;
using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Models.SegFormer;
using Fuse3D.Vision.Models.TokenTranslation;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Models;

/// <summary>Networks of several modalities: sizes, forms that no published code has, first weights, wrong input.</summary>
public class SegFormerTests
{
    private static readonly SegFormerConfig Small = new()
    {
        Classes = 5,
        Widths = [8, 16, 20, 32],
        Depths = [1, 2, 1, 1],
        DecoderWidth = 16,
        DropPath = 0,
        Dropout = 0,
        Exchange = new() { TableSize = (64, 96), Threshold = 0.5f },
    };

    [Theory]
    [InlineData("mit_b0", 4_048_794, 317_200, 405_032), InlineData("mit_b1", 14_961_914, 1_260_048, 536_104)]
    [InlineData("mit_b2", 26_018_426, 1_260_048, 536_104), InlineData("mit_b3", 45_917_306, 1_260_048, 536_104)]
    [InlineData("mit_b4", 62_708_218, 1_260_048, 536_104), InlineData("mit_b5", 83_331_962, 1_260_048, 536_104)]
    public void SegFormer_PublishedSize_HasItsParameters(string size, long all, long scores, long decoder)
    {
        using var network = new SegFormerNetwork(SegFormerConfig.Published[size]);
        Assert.Equal(all, Count(network, ""));
        Assert.Equal(scores, Count(network, "encoder.score_predictor."));
        Assert.Equal(decoder, Count(network, "decoder."));
    }

    [Theory, InlineData(28, 40), InlineData(40, 28)]
    public void SegFormer_SideBelowTheLeast_IsRefused(int height, int width)
    {
        using var network = new SegFormerNetwork(Small);
        string message = Assert.Throws<InvalidInputException>(() => network.call([zeros(1, 3, height, width), zeros(1, 3, height, width)])).Message;
        Assert.Contains($"{width} x {height} pixels; sides of 29 or more", message, StringComparison.Ordinal);
    }

    [Theory, InlineData("b0", 17_609_257, 12_173_345), InlineData("b1", 70_036_537, 48_435_265)]
    public void Translation_PublishedSize_HasItsParameters(string size, long generator, long discriminator)
    {
        using var makes = new TokenGenerator(TokenTranslationConfig.Published[size]);
        using var judges = new TokenDiscriminator(TokenTranslationConfig.Published[size]);
        Assert.Equal((generator, discriminator), (Count(makes, ""), Count(judges, "")));
    }

    [Theory, InlineData("b2", 131_105_593, 85_290_433), InlineData("b3", 232_530_745, 0)]
    public void Translation_DeeperSize_HasTheParametersOfItsBlocks(string size, long generator, long discriminator)
    {
        TokenTranslationConfig shallow = TokenTranslationConfig.B1, deeper = TokenTranslationConfig.Published[size];
        using var makes = new TokenGenerator(shallow);
        using var judges = new TokenDiscriminator(shallow);
        long More(nn.Module network, string list, int stage, int at) => Count(network, $"{list}.{at}.1.") * (deeper.Depths[stage] - shallow.Depths[stage]);
        long down = Enumerable.Range(0, 5).Sum(stage => More(judges, "block_enc", stage, stage)), up = Enumerable.Range(0, 4).Sum(stage => More(makes, "block_dec", stage, 3 - stage));
        Assert.Equal(shallow.Widths, deeper.Widths);
        Assert.Equal(generator, Count(makes, "") + down + up);
        if (discriminator > 0)
            Assert.Equal(discriminator, Count(judges, "") + down);
    }

    [Fact]
    public void NormScales_OfAllBlocks_AreEveryModalitys()
    {
        using var network = new SegFormerNetwork(Small);
        var scales = network.modules().OfType<MixBlock>().SelectMany(block => block.NormScales).SelectMany(norm => norm).ToList();
        Assert.Equal(5 * 2 * 2, scales.Count);
        Assert.Equal(scales.Count, network.named_parameters().Count(entry => entry.name.Contains(".norm", StringComparison.Ordinal) && entry.name.StartsWith("encoder.block", StringComparison.Ordinal) && entry.name.EndsWith(".weight", StringComparison.Ordinal) && !entry.name.Contains("attn", StringComparison.Ordinal)));
    }

    [Theory, InlineData(1), InlineData(3), InlineData(4)]
    public void Forward_OtherNumbersOfModalities_GivesABranchForEach(int modalities)
    {
        using var scope = NewDisposeScope();
        using var network = new SegFormerNetwork(Small with { Modalities = modalities });
        network.eval();
        ModalOutputs outputs = network.call(Pictures(modalities, 64, 96));
        Assert.Equal(modalities + 1, outputs.All.Count);
        Assert.All(outputs.All, output => Assert.Equal([2, 5, 16, 24], output.shape));
        Assert.Equal(modalities > 1 ? 5 : 0, outputs.Scores.Count);
        Assert.Equal(modalities > 2, network.state_dict().ContainsKey("encoder.score_predictor.0.token_source"));
    }

    [Fact]
    public void Forward_ThreeModalities_TakeFromTheMapsOthersOnly()
    {
        using var scope = NewDisposeScope();
        using var network = new SegFormerNetwork(Small with { Modalities = 3, Exchange = Small.Exchange with { Threshold = 2 } });   // all give way
        network.eval();
        Tensor[] pictures = Pictures(3, 64, 96);
        using Tensor maps = network.state_dict()["encoder.score_predictor.0.token_source"].clone();
        Assert.Equal([3, 16, 24], maps.shape);
        for (int m = 0; m < 3; m++)
        {
            long[] counts = [.. Enumerable.Range(0, 3).Select(other => maps[m].eq(other).sum().ToInt64())];
            Assert.Equal([.. Enumerable.Range(0, 3).Select(other => other == m ? 0L : 192)], counts);
        }

        using var same = new SegFormerNetwork(network.Config);
        Assert.True(same.state_dict()["encoder.score_predictor.0.token_source"].equal(maps).ToBoolean());
        ModalOutputs before = network.call(pictures);
        Tensor branch = before.Branches[0].clone();
        network.get_buffer("encoder.score_predictor.0.token_source")![0].fill_(0);        // its own: nothing to take
        Assert.False(network.call(pictures).Branches[0].allclose(branch));
    }

    [Fact]
    public void Forward_TwoModalities_EqualMapsOfGroups()
    {
        using var scope = NewDisposeScope();
        Tensor[] tokens = [rand(2, 12, 4), rand(2, 12, 4)], kept = [rand(2, 12).ge(0.5f), rand(2, 12).ge(0.5f)];
        Tensor maps = TokenGroups.For(TokenGroups.Draw(2, 3, 4, seed: 1, stage: 0), 3, 4);
        foreach (var (plain, grouped) in TokenSubstitution.Apply(tokens, kept).Zip(TokenSubstitution.Apply(tokens, kept, maps)))
            Assert.True(plain.equal(grouped).ToBoolean());
    }

    [Fact]
    public void Groups_OfAnotherGrid_RepeatTheMap()
    {
        using var scope = NewDisposeScope();
        Tensor map = TokenGroups.Draw(3, 4, 6, seed: 1, stage: 2), larger = TokenGroups.For(map, 6, 7).reshape(3, 6, 7);
        Assert.True(larger.narrow(1, 0, 4).narrow(2, 0, 6).equal(map).ToBoolean());
        Assert.True(larger.narrow(1, 4, 2).narrow(2, 6, 1).equal(map.narrow(1, 0, 2).narrow(2, 0, 1)).ToBoolean());
    }

    [Fact]
    public void Forward_RandomExchange_GivesOneAnswerAndHasNoScores()
    {
        using var scope = NewDisposeScope();
        using var network = new SegFormerNetwork(Small with { Exchange = Small.Exchange with { Kind = TokenExchangeKind.Random } });
        Tensor[] pictures = Pictures(2, 64, 96);
        Tensor one = network.call(pictures).Branches[0], other = network.call(pictures).Branches[0];
        Assert.False(one.allclose(other));
        network.eval();
        Assert.True(network.call(pictures).Branches[0].allclose(network.call(pictures).Branches[0]));
        Assert.Empty(network.call(pictures).Scores);
        Assert.Equal(0, Count(network, "encoder.score_predictor."));
        Assert.InRange(RandomTokens.Fixed(0, 0, 10_000, 0.3f, CPU).to(ScalarType.Float32).mean().ToSingle(), 0.68f, 0.72f);
    }

    [Theory]
    [InlineData(TokenExchangeKind.None, false, 0.0), InlineData(TokenExchangeKind.Scored, true, 0.0), InlineData(TokenExchangeKind.None, true, 0.0)]
    [InlineData(TokenExchangeKind.Scored, false, 0.5)]
    public void Forward_OtherExchange_TrainsEveryParameter(TokenExchangeKind kind, bool positions, double channelThreshold)
    {
        using var scope = NewDisposeScope();
        TokenExchangeOptions exchange = Small.Exchange with { Kind = kind, Positions = positions, ChannelThreshold = channelThreshold > 0 ? (float)channelThreshold : null };
        using var network = new SegFormerNetwork(Small with { Exchange = exchange });
        using (no_grad())
            network.get_parameter("encoder.block1.0.norm1.ln_0.weight")!.narrow(0, 0, 3).fill_(0.1);
        Tensor[] pictures = Pictures(2, 85, 117);
        ModalOutputs outputs = network.call(pictures);
        outputs.All.Select(output => output.square().sum()).Aggregate((sum, one) => sum + one).backward();
        Assert.Equal([2, 5, 22, 30], outputs.Ensemble.shape);
        foreach (var (name, parameter) in network.named_parameters())
            Assert.True(parameter.grad is not null && parameter.grad.isfinite().all().ToBoolean(), name);
        Tensor scale = network.get_parameter("encoder.block1.0.norm1.ln_0.weight")!.grad!;
        Assert.Equal(channelThreshold > 0, scale.narrow(0, 0, 3).eq(0).all().ToBoolean());      // exchanged channels do not learn
    }

    [Fact]
    public void Channels_OfSmallScale_BecomeTheMeanOfTheOthers()
    {
        using var scope = NewDisposeScope();
        Tensor[] x = [.. Enumerable.Range(0, 3).Select(_ => rand(2, 4, 3))];
        Tensor[] scales = [tensor(new[] { 1f, -0.01f, 0.02f }), ones(3), tensor(new[] { -1f, 1f, 0.5f })];
        Tensor[] exchanged = ChannelSubstitution.Apply(x, scales, 0.02f);
        Assert.True(exchanged[0].select(-1, 1).allclose((x[1] + x[2]).select(-1, 1) / 2));
        Assert.True(exchanged[0].select(-1, 2).equal(x[0].select(-1, 2)).ToBoolean());
        Assert.True(exchanged[1].equal(x[1]).ToBoolean() && exchanged[2].equal(x[2]).ToBoolean());
    }

    [Fact]
    public void Train_FrozenBatchNorm_KeepsItsStatistics()
    {
        using var scope = NewDisposeScope();
        foreach (bool frozen in new[] { true, false })
        {
            using var network = new SegFormerNetwork(Small with { FrozenBatchNorm = frozen });
            network.call(Pictures(2, 64, 96));
            network.train();
            network.call(Pictures(2, 64, 96));
            Assert.Equal(frozen, network.get_buffer("decoder.linear_fuse.bn.running_mean")!.eq(0).all().ToBoolean());
        }
    }

    [Fact]
    public void NewNetwork_FirstWeights_AreThePublishedOnes()
    {
        using var network = new SegFormerNetwork(SegFormerConfig.B0);
        foreach (var (name, layer) in network.named_modules().Where(entry => entry.name.StartsWith("encoder.", StringComparison.Ordinal)))
        {
            if (layer is Linear linear && linear.weight!.numel() > 4_000)
                Assert.InRange(linear.weight.std().ToDouble(), 0.0185, 0.0215);
            if (layer is Conv2d convolution && convolution.weight.numel() > 4_000)
                Assert.InRange(convolution.weight.std().ToDouble() / Math.Sqrt(2.0 / (convolution.weight.numel() / convolution.in_channels)), 0.95, 1.05);
            foreach (var (key, parameter) in layer.named_parameters(recurse: false).Where(entry => entry.name == "bias"))
                Assert.True(parameter.eq(0).all().ToBoolean(), $"{name}.{key}");
        }
    }

    [Theory]
    [InlineData(1, 64, "1 modalities; the network takes 2"), InlineData(2, 65, "modality 1: shape [2, 3, 65, 96]")]
    public void Forward_WrongInput_IsNamed(int modalities, int height, string message)
    {
        using var scope = NewDisposeScope();
        using var network = new SegFormerNetwork(Small);
        Tensor[] pictures = [.. Pictures(modalities, 64, 96)];
        pictures[^1] = rand(2, 3, height, 96);
        Assert.Contains(message, Assert.Throws<InvalidInputException>(() => network.call(pictures)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generator_SidesThatAreNoMultiples_AreRefused()
    {
        using var scope = NewDisposeScope();
        TokenTranslationConfig config = new() { Widths = [16, 16, 16, 16, 16], Depths = [1, 1, 1, 1, 1] };
        using var network = new TokenGenerator(config);
        Assert.Contains("multiples of 32", Assert.Throws<InvalidInputException>(() => network.call([rand(1, 3, 64, 80), rand(1, 3, 64, 80)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decision_OnTheThreshold_KeepsTheToken()
    {
        using var scope = NewDisposeScope();
        Tensor scores = tensor(new[] { 0.02f, MathF.BitDecrement(0.02f), 1f }, [1, 3]);
        Assert.Equal([true, false, true], TokenSubstitution.Kept(scores, 0.02f).data<bool>().ToArray());
    }

    private static Tensor[] Pictures(int modalities, int height, int width) => [.. Enumerable.Range(0, modalities).Select(_ => rand(2, 3, height, width))];

    private static long Count(nn.Module network, string prefix) =>
        network.named_parameters().Where(entry => entry.name.StartsWith(prefix, StringComparison.Ordinal)).Sum(entry => entry.parameter.numel());
}
