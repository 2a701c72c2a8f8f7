using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.Modalities;
using TorchSharp;
using TorchSharp.Modules;
using static Fuse3D.Vision.Tests.Dense.NearTensors;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

public sealed class PreparedConvolutionTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(0, 0, 1, 12, 16), InlineData(16, 1, 1, 7, 11), InlineData(0, 8, 2, 13, 18), InlineData(32, 0, 4, 15, 20), InlineData(0, 0, 3, 2, 1)]
    public void Run_ThreeByThree_EqualsTheConvolutionAndItsNorm(int moreInputs, int moreOutputs, int dilation, int height, int width)
    {
        int inputs = WinogradConvolution.LeastChannels + moreInputs, outputs = WinogradConvolution.LeastChannels + moreOutputs;
        manual_seed(1);
        using var frozen = no_grad();
        Conv2d convolution = nn.Conv2d(inputs, outputs, 3, padding: dilation, dilation: dilation);
        BatchNorm2d norm = Norm(outputs);
        Tensor x = rand(2, inputs, height, width) * 2 - 1;
        using PreparedConvolution? alone = PreparedConvolution.Of(convolution);
        using PreparedConvolution both = PreparedConvolution.Of(convolution, norm);

        Assert.NotNull(alone);
        AssertNear(convolution.call(x), alone.Run(x));
        AssertNear(norm.call(convolution.call(x)), both.Run(x));
        AssertNear(norm.call(convolution.call(x.transpose(2, 3))), both.Run(x.transpose(2, 3)));
    }

    [Fact]
    public void Run_OtherShapes_EqualTheConvolutionAndItsNorm()
    {
        int c = WinogradConvolution.LeastChannels;
        manual_seed(1);
        using var frozen = no_grad();
        Tensor x = rand(2, c, 9, 14) * 2 - 1;
        foreach (Conv2d convolution in new[]
        {
            nn.Conv2d(c, c, 1), nn.Conv2d(c, c, 3, stride: 2, padding: 1), nn.Conv2d(c, c, 3), nn.Conv2d(c, c, 3, padding: 1, groups: 4),
            nn.Conv2d(c, c, (3, 3), padding: (1, 2), dilation: (1, 2)), nn.Conv2d(c, 8, 3, padding: 1), nn.Conv2d(c, c, (3, 1), padding: (1, 0)),
        })
        {
            BatchNorm2d norm = Norm((int)convolution.weight.shape[0]);
            using PreparedConvolution both = PreparedConvolution.Of(convolution, norm);

            Assert.Null(PreparedConvolution.Of(convolution));
            AssertNear(norm.call(convolution.call(x)), both.Run(x));
        }
    }

    private static BatchNorm2d Norm(int channels)
    {
        BatchNorm2d norm = nn.BatchNorm2d(channels);
        norm.eval();
        norm.running_mean!.copy_(rand(channels));
        norm.running_var!.copy_(rand(channels) + 0.5);
        norm.weight!.copy_(rand(channels) + 0.5);
        norm.bias!.copy_(rand(channels));
        return norm;
    }
}
