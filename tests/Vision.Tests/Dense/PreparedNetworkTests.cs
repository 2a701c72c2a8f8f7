using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

/// <summary>The faster form that networks answer in gives what they were trained to give.</summary>
public sealed class PreparedNetworkTests : IDisposable
{
    private static readonly Dictionary<string, DenseDescription> s_cases = new()
    {
        ["segformer"] = TinyDense.Segformer,
        ["segformer of one modality"] = TinyDense.Segformer with { Modalities = [new() { Name = "rgb" }] },
        ["refinenet"] = TinyDense.Refinenet,
        ["refinenet, shared norms"] = TinyDense.Refinenet with { Refinenet = new() { Blocks = [1, 1, 1, 1], Width = 16, SharedNorms = true }, Channels = null },
        ["refinenet, own convolutions"] = TinyDense.Refinenet with { Refinenet = new() { Blocks = [1, 1, 1, 1], Width = 16, SharedConvolutions = false } },
        ["refinenet, asymmetric"] = TinyDense.Refinenet with { Refinenet = new() { Blocks = [2, 2, 2, 2], Width = 16 }, Channels = null, Asymmetric = true },
        ["refinenet, joined"] = TinyDense.Refinenet with { Refinenet = new() { Blocks = [1, 1, 1, 1], Width = 16 }, Channels = null, Baseline = new() { Stages = [2], Join = true } },
        ["pspnet"] = TinyDense.Pspnet,
        ["deeplab"] = TinyDense.Deeplab,
        ["token_translation"] = TinyDense.TokenTranslation,
        ["channel_unet"] = TinyDense.ChannelUnet,
        ["channel_unet, asymmetric"] = TinyDense.ChannelUnet with { Channels = null, Asymmetric = true },
    };

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    public void Dispose() => _scope.Dispose();

    [Theory, MemberData(nameof(Cases))]
    public void Forward_Prepared_GivesTheSameWithinRounding(string name)
    {
        using DenseNetwork plain = Make(name), prepared = Make(name);
        Tensor[] pictures = Pictures(plain, name);
        prepared.PrepareInference();

        ModalOutputs expected = plain.Forward(pictures), actual = prepared.Forward(pictures);

        Assert.Equal(expected.All.Count, actual.All.Count);
        foreach (var (own, other) in expected.All.Zip(actual.All))
        {
            double largest = own.abs().max().ToDouble(), apart = (own - other).abs().max().ToDouble();
            Assert.True(largest > 0, "something comes out");
            Assert.True(apart <= 1e-4 * largest, $"{apart} apart, of values up to {largest}");
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void PrepareInference_AnyNetwork_ChangesNeitherWeightsNorTraining(string name)
    {
        using DenseNetwork plain = Make(name), prepared = Make(name);
        Tensor[] pictures = Pictures(plain, name);
        prepared.PrepareInference();

        Assert.Equal(plain.Module.state_dict().Keys, prepared.Module.state_dict().Keys);
        NetworkBits.AssertEqual(plain.Module, prepared.Module);
        plain.Module.train();
        prepared.Module.train();
        Assert.Equal(plain.Forward(pictures).Ensemble.data<float>().ToArray(), prepared.Forward(pictures).Ensemble.data<float>().ToArray());
    }

    [Fact]
    public void PrepareInference_OtherWeightsThanBefore_CountOnceItIsCalledAgain()
    {
        using DenseNetwork network = Make("refinenet"), other = Make("refinenet", seed: 2);
        Tensor[] pictures = Pictures(network, "refinenet");
        network.PrepareInference();
        Checkpoint.Fill(network.Module, new HashedWeights(2));
        network.PrepareInference();
        other.PrepareInference();

        Assert.Equal(other.Forward(pictures).Ensemble.data<float>().ToArray(), network.Forward(pictures).Ensemble.data<float>().ToArray());
    }

    private static DenseNetwork Make(string name, ulong seed = 1)
    {
        DenseNetwork network = DenseNetwork.Build(TinyDense.Described(WithoutChance(s_cases[name])));
        Checkpoint.Fill(network.Module, new HashedWeights(seed));
        InferenceModule.Freeze(network.Module);
        return network;
    }

    // Other tests draw from the same generator.
    private static DenseDescription WithoutChance(DenseDescription description) => description with
    {
        Segformer = description.Segformer is { } segformer ? segformer with { Dropout = 0, DropPath = 0 } : null,
        Refinenet = description.Refinenet is { } refinenet ? refinenet with { Dropout = 0 } : null,
        Pspnet = description.Pspnet is { } pspnet ? pspnet with { Dropout = 0 } : null,
        Deeplab = description.Deeplab is { } deeplab ? deeplab with { Dropout = 0 } : null,
        TokenTranslation = description.TokenTranslation is { } tokens ? tokens with { DropPath = 0 } : null,
        ChannelUnet = description.ChannelUnet is { } unet ? unet with { Dropout = 0 } : null,
    };

    // Two of each modality, so that batches are read right.
    private static Tensor[] Pictures(DenseNetwork network, string name)
    {
        manual_seed(1);
        (long height, long width) = name.StartsWith("channel", StringComparison.Ordinal) ? (256, 256) : (64, 96);
        return [.. Enumerable.Range(0, network.Modalities).Select(_ => rand([2, 3, height, width]) * 2 - 1)];
    }
}
