using TorchSharp;
using TorchSharp.Modules;
using static Fuse3D.Bindings.Tests.Torch.NnValues;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class NnStateDictTests
{
    private static Sequential Network() =>
        nn.Sequential(("conv", nn.Conv2d(1, 2, 3)), ("norm", nn.BatchNorm2d(2)), ("head", nn.Linear(4, 1)));

    private static Dictionary<string, Tensor> Copies(nn.Module module) =>
        module.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.detach().clone());

    [Fact]
    public void StateDict_OfANetwork_HasPyTorchsNamesInItsOrder()
    {
        using Sequential network = Network();
        Assert.Equal(
            [
                "conv.weight", "conv.bias", "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var", "norm.num_batches_tracked",
                "head.weight", "head.bias",
            ],
            network.state_dict().Keys);
        Assert.Equal("net.conv.weight", network.state_dict(prefix: "net").Keys.First());
    }

    [Fact]
    public void StateDict_NonPersistentBuffer_IsLeftOut()
    {
        using Sequential network = nn.Sequential();
        network.register_buffer("kept", zeros(1));
        network.register_buffer("table", zeros(1), persistent: false);
        Assert.Equal(["kept"], network.state_dict().Keys);
        Assert.Equal(["kept", "table"], network.named_buffers().Select(named => named.name));
        Assert.Equal(["kept"], network.named_buffers(include_nonpersistent: false).Select(named => named.name));
    }

    [Fact]
    public void LoadStateDict_RoundTrip_CopiesEveryValue()
    {
        using Sequential from = Network(), to = Network();
        from.state_dict()["norm.num_batches_tracked"].fill_(7);
        var (missing, unexpected) = to.load_state_dict(from.state_dict());
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        foreach (var (key, value) in from.state_dict())
        {
            AssertClose(value, to.state_dict()[key], 0);
            Assert.NotSame(value, to.state_dict()[key]);
        }
    }

    [Fact]
    public void LoadStateDict_Strict_ListsEveryDifferenceAndChangesNothing()
    {
        using Sequential network = Network();
        var before = Copies(network);
        Dictionary<string, Tensor> source = network.state_dict().ToDictionary(pair => pair.Key, pair => ones_like(pair.Value));
        source.Remove("conv.bias");
        source["extra.weight"] = ones(1);
        source["head.weight"] = ones(2, 4);

        var error = Assert.Throws<InvalidOperationException>(() => network.load_state_dict(source));
        Assert.Contains("1 missing:\n  conv.bias", error.Message, StringComparison.Ordinal);
        Assert.Contains("1 unexpected:\n  extra.weight", error.Message, StringComparison.Ordinal);
        Assert.Contains("head.weight: [1, 4] here, [2, 4] given", error.Message, StringComparison.Ordinal);
        Assert.All(before, pair => AssertClose(pair.Value, network.state_dict()[pair.Key], 0));
    }

    [Fact]
    public void LoadStateDict_NotStrict_ReturnsDifferencesAndLoadsTheRest()
    {
        using Sequential network = Network();
        Dictionary<string, Tensor> source = new() { ["head.bias"] = tensor(new[] { 5f }), ["other"] = ones(1) };
        var (missing, unexpected) = network.load_state_dict(source, strict: false);
        Assert.Equal(8, missing.Count);
        Assert.Equal(["other"], unexpected);
        AssertValues([5], network.state_dict()["head.bias"]);
    }

    [Fact]
    public void LoadStateDict_NotStrict_StillRefusesAnotherShape()
    {
        using Sequential network = Network();
        Dictionary<string, Tensor> source = new() { ["head.bias"] = ones(2) };
        Assert.Throws<InvalidOperationException>(() => network.load_state_dict(source, strict: false));
    }

    [Fact]
    public void LoadStateDict_Skip_IsNeitherComparedNorCopied()
    {
        using Sequential network = Network();
        var source = Copies(network);
        source["head.bias"] = ones(3);
        source.Remove("conv.weight");
        var before = Copies(network);
        network.load_state_dict(source, skip: ["head.bias", "conv.weight"]);
        AssertClose(before["head.bias"], network.state_dict()["head.bias"], 0);
    }

    [Fact]
    public void LoadStateDict_LongList_IsCutShort()
    {
        using var network = nn.ModuleList([.. Enumerable.Range(0, 30).Select(_ => nn.Linear(1, 1))]);
        var error = Assert.Throws<InvalidOperationException>(() => network.load_state_dict([]));
        Assert.Contains("60 missing", error.Message, StringComparison.Ordinal);
        Assert.Contains("and 40 more", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadStateDict_OtherElementType_IsConverted()
    {
        using Linear linear = nn.Linear(1, 1);
        linear.load_state_dict(new() { ["weight"] = full([1, 1], 0.5, dtype: ScalarType.Float64), ["bias"] = zeros(1) });
        Assert.Equal(ScalarType.Float32, linear.weight.dtype);
        AssertValues([0.5], linear.weight);
    }
}
