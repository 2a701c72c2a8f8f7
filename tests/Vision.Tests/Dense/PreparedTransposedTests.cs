using Fuse3D.Vision.Models.Modalities;
using TorchSharp;
using TorchSharp.Modules;
using static Fuse3D.Vision.Tests.Dense.NearTensors;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

public sealed class PreparedTransposedTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    // Maps on either side of the size from which the faster form is used, odd ones, one pixel, with and without bias.
    [Theory]
    [InlineData(24, 16, 32, 32, true), InlineData(7, 19, 33, 37, true), InlineData(32, 16, 205, 5, false), InlineData(16, 16, 1, 1100, true)]
    [InlineData(24, 16, 31, 33, true), InlineData(24, 16, 1, 1, false)]
    public void Run_OfADoublingLayer_EqualsIt(int inputs, int outputs, int height, int width, bool bias)
    {
        manual_seed(1);
        using var frozen = no_grad();
        ConvTranspose2d layer = nn.ConvTranspose2d(inputs, outputs, 4, stride: 2, padding: 1, bias: bias);
        Tensor x = rand(2, inputs, height, width) * 2 - 1;
        using PreparedTransposed? prepared = PreparedTransposed.Of(layer);

        Assert.NotNull(prepared);
        AssertNear(layer.call(x), prepared.Run(x));
        AssertNear(layer.call(x.transpose(2, 3)), prepared.Run(x.transpose(2, 3)));
    }

    [Fact]
    public void Of_OtherLayers_IsNone()
    {
        foreach (nn.Module layer in new nn.Module[]
        {
            nn.ConvTranspose2d(16, 16, 4, stride: 2), nn.ConvTranspose2d(16, 16, 4, padding: 1), nn.ConvTranspose2d(16, 16, 3, stride: 2, padding: 1),
            nn.ConvTranspose2d(16, 16, 4, stride: 2, padding: 1, output_padding: 1), nn.ConvTranspose2d(16, 16, 4, stride: 2, padding: 1, groups: 2),
            nn.ConvTranspose2d(16, 16, 4, stride: 2, padding: 1, dilation: 2), nn.ConvTranspose2d(16, 3, 4, stride: 2, padding: 1), nn.Conv2d(16, 16, 4, stride: 2, padding: 1),
        })
            Assert.Null(PreparedTransposed.Of(layer));
    }

    // Two pictures of each of three modalities through one layer: stacked where its weight is larger than they are, one by one otherwise.
    [Theory, InlineData(1, 2, true), InlineData(32, 36, false)]
    public void Forward_OfALayerThatModalitiesShare_KeepsThemApart(int height, int width, bool stacked)
    {
        manual_seed(1);
        using var frozen = no_grad();
        ConvTranspose2d layer = nn.ConvTranspose2d(64, 16, 4, stride: 2, padding: 1);
        Tensor[] x = [.. Enumerable.Range(0, 3).Select(_ => rand(2, 64, height, width) * 2 - 1)];
        using ModalLayer shared = ModalLayer.Shared(layer);
        shared.eval();
        ((IPreparesInference)shared).PrepareInference();

        Tensor[] outputs = shared.call(x);

        Assert.Equal(x.Length, outputs.Length);
        foreach (var (own, output) in x.Zip(outputs))
            AssertNear(layer.call(own), output);
        Assert.Equal(stacked, outputs[1].storage_offset() > 0);      // behind the first in the same memory
    }
}
