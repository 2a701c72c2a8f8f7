using Fuse3D.Vision.Fusion.Channels;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Fusion.Channels;

public class ChannelExchangeTests
{
    [Fact]
    public void Apply_BothGiveUpAChannel_SwapIt()
    {
        using var scope = NewDisposeScope();
        Tensor[] maps = [ones([1, 2, 1, 1]), full([1, 2, 1, 1], 2f)];
        Tensor[] swapped = ChannelExchange.Apply(maps, [tensor(new[] { true, false }), tensor(new[] { true, false })]);
        Assert.Equal([2f, 1f], swapped[0].data<float>().ToArray());
        Assert.Equal([1f, 2f], swapped[1].data<float>().ToArray());
    }

    [Fact]
    public void Below_ScaleAtTheThreshold_Stays()
    {
        using var scope = NewDisposeScope();
        Tensor[] below = ChannelExchange.Below([tensor(new[] { 0.02f, -0.02f, 0.0199f, -0.0199f, 1 })], 0.02f);
        Assert.Equal([false, false, true, true, false], below[0].data<bool>().ToArray());
    }

    [Theory, InlineData(0.3), InlineData(0.0), InlineData(1.0)]
    public void Replaced_RandomShare_IsAFixedSetOfThatSize(double share)
    {
        using var scope = NewDisposeScope();
        var rule = new ExchangeRule { RandomShare = share };
        Tensor[] scales = [ones(64), ones(64)];
        bool[][] first = Sets(rule.Replaced(scales, "layer1.0")), again = Sets(rule.Replaced(scales, "layer1.0")), other = Sets(rule.Replaced(scales, "layer1.1"));
        Assert.Equal(first, again);
        Assert.All(first, set => Assert.Equal((int)Math.Round(share * 64), set.Count(drawn => drawn)));
        Assert.Equal(share is 0 or 1, first[0].SequenceEqual(first[1]));
        Assert.Equal(share is 0 or 1, first[0].SequenceEqual(other[0]));
    }

    [Theory, InlineData(12, 3), InlineData(10, 3), InlineData(64, 2), InlineData(7, 4)]
    public void Of_AllModalities_CoverEveryChannelOnce(long channels, int modalities)
    {
        IEnumerable<long> covered = Enumerable.Range(0, modalities).Select(m => ChannelPart.Of(m, modalities, channels))
            .SelectMany((part, m) => Enumerable.Range(0, (int)part.Length).Select(i => part.Start + i).Where(c => c * modalities / channels == m));
        Assert.Equal(Enumerable.Range(0, (int)channels).Select(c => (long)c), covered);
    }

    [Theory]
    [InlineData(SparsePart.Alternating, 3 + 15, false), InlineData(SparsePart.Own, 3 + 15, false), InlineData(SparsePart.All, 10 + 26, true)]
    public void Sum_TwoModalities_TakesTheirPartsAndTheirSigns(SparsePart part, double expected, bool all)
    {
        using var scope = NewDisposeScope();
        var first = tensor(new[] { 1f, -2f, 3f, 4f }).requires_grad_();
        var sum = ChannelSparsity.Sum([[first, tensor(new[] { 5f, 6f, -7f, 8f })]], part);
        sum.backward();
        Assert.Equal(expected, sum.ToDouble());
        Assert.Equal([1f, -1f, all ? 1f : 0f, all ? 1f : 0f], first.grad!.data<float>().ToArray());
    }

    [Fact]
    public void ShareBelow_OwnParts_CountsThem()
    {
        using var scope = NewDisposeScope();
        Tensor[] scales = [tensor(new[] { 0f, -0.01f, 1, 1 }), tensor(new[] { 0f, 0, 1, 0.001f })];
        Assert.Equal(0.75, ChannelSparsity.ShareBelow([scales], SparsePart.Own, 0.02f));
    }

    private static bool[][] Sets(Tensor[] masks) => [.. masks.Select(mask => mask.data<bool>().ToArray())];
}
