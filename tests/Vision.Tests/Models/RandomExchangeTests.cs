using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Tests.Training;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Models;

/// <summary>Who is replaced by chance.</summary>
[Collection(OrderedRandomNumbers.Name)]
public class RandomExchangeTests
{
    private const int Layers = 12, Seeds = 1024;

    // Within four deviations of what so many independent choices give.
    [Theory, InlineData(0f), InlineData(.3f), InlineData(.8f), InlineData(1f)]
    public void IsChosen_OverLayersAndSeeds_IsTheShare(float share)
    {
        int chosen = Enumerable.Range(0, Layers * Seeds).Count(i => RandomExchange.IsChosen(i / Seeds, i % Seeds, share));
        Assert.InRange(chosen, Layers * Seeds * share - Slack(share, Layers * Seeds), Layers * Seeds * share + Slack(share, Layers * Seeds));
    }

    [Fact]
    public void IsChosen_LayerByLayer_IsAnotherChoiceEachTimeAndTheSameOnTheNextCall()
    {
        bool[][] layers = [.. Enumerable.Range(0, Layers).Select(Chosen)], again = [.. Enumerable.Range(0, Layers).Select(Chosen)];
        Assert.Equal(layers, again);
        Assert.All(layers, layer => Assert.InRange(layer.Count(chosen => chosen), 200, 420));
        Assert.Equal(Layers, layers.Select(layer => string.Concat(layer.Select(chosen => chosen ? '1' : '0'))).Distinct().Count());

        // Two layers choose the same seed as often as chance has it, so that a seed is not always or never chosen.
        int both = Enumerable.Range(0, Seeds).Count(seed => layers[0][seed] && layers[1][seed]);
        Assert.InRange(both, Seeds * .09 - Slack(.09f, Seeds), Seeds * .09 + Slack(.09f, Seeds));
    }

    // Services in other processes and later versions must choose alike, so the choice itself is pinned.
    [Fact]
    public void IsChosen_FirstSeeds_AreThese()
    {
        string First(int layer) => string.Concat(Chosen(layer).Take(24).Select(chosen => chosen ? '1' : '0'));
        Assert.Equal(("101001000101001000001101", "010000010100001000000010"), (First(0), First(5)));
    }

    [Fact]
    public void Chosen_AsATensor_IsTheSameChoice()
    {
        using Tensor chosen = RandomExchange.Chosen(3, Seeds, .3f, CPU);
        Assert.Equal(Chosen(3), chosen.data<bool>().ToArray());
    }

    [Fact]
    public void Drawn_BySeed_IsTheShareAndAnotherOneEachTime()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        Tensor first = RandomExchange.Drawn(8, Seeds, .3f, CPU), second = RandomExchange.Drawn(8, Seeds, .3f, CPU);
        manual_seed(3);
        Tensor again = RandomExchange.Drawn(8, Seeds, .3f, CPU);

        Assert.InRange(first.sum().item<long>(), 8 * Seeds * .3 - Slack(.3f, 8 * Seeds), 8 * Seeds * .3 + Slack(.3f, 8 * Seeds));
        Assert.True(Same(first, again));
        Assert.False(Same(first, second));
        Assert.False(Same(first[0], first[1]), "all scenes of a batch were given one choice");
    }

    private static bool[] Chosen(int layer) => [.. Enumerable.Range(0, Seeds).Select(seed => RandomExchange.IsChosen(layer, seed, .3f))];

    private static double Slack(float share, int choices) => 4 * Math.Sqrt(choices * share * (1 - share));

    private static bool Same(Tensor one, Tensor other) => one.eq(other).all().item<bool>();
}
