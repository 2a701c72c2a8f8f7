using TorchSharp;
using static Fuse3D.Bindings.Tests.Torch.NnValues;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using Unary = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace Fuse3D.Bindings.Tests.Torch;

/// <summary>Backward through each layer against finite differences, for the input and for every parameter.</summary>
public sealed class NnGradientTests
{
    private static Tensor Image => Ramp(0.2, 1.37, 2, 2, 4, 4).sin();

    public static TheoryData<string> Layers =>
    [
        "Linear", "Conv1d", "Conv2d", "Conv2dReflect", "ConvTranspose2d", "BatchNorm2d", "BatchNorm2dEval", "InstanceNorm2d", "LayerNorm",
        "GroupNorm", "MaxPool2d", "AvgPool2d", "AdaptiveAvgPool2d", "UpsampleBilinear", "UpsampleBicubic", "PixelShuffle",
        "ReflectionPad2d", "Softmax", "Sequential",
    ];

    private static (Unary Layer, Tensor Input) Create(string name) => name switch
    {
        "Linear" => (nn.Linear(4, 3), Image),
        "Conv1d" => (nn.Conv1d(2, 3, 3, padding: 1), Image[.., .., 0]),
        "Conv2d" => (nn.Conv2d(2, 4, 3, stride: 2, padding: 1, groups: 2), Image),
        "Conv2dReflect" => (nn.Conv2d(2, 1, 3, padding: 1, padding_mode: PaddingModes.Reflect), Image),
        "ConvTranspose2d" => (nn.ConvTranspose2d(2, 2, 3, stride: 2, padding: 1, output_padding: 1), Image),
        "BatchNorm2d" => (nn.BatchNorm2d(2), Image),
        "BatchNorm2dEval" => (Evaluating(nn.BatchNorm2d(2)), Image),
        "InstanceNorm2d" => (nn.InstanceNorm2d(2, affine: true), Image),
        "LayerNorm" => (nn.LayerNorm(4), Image),
        "GroupNorm" => (nn.GroupNorm(1, 2), Image),
        "MaxPool2d" => (nn.MaxPool2d(3, stride: 2, padding: 1), Image),
        "AvgPool2d" => (nn.AvgPool2d(3, stride: 2, padding: 1), Image),
        "AdaptiveAvgPool2d" => (nn.AdaptiveAvgPool2d((3, 1)), Image),
        "UpsampleBilinear" => (nn.Upsample([7, 5], mode: UpsampleMode.Bilinear, align_corners: true), Image),
        "UpsampleBicubic" => (nn.Upsample([7, 5], mode: UpsampleMode.Bicubic), Image),
        "PixelShuffle" => (nn.PixelShuffle(2), Image.reshape(1, 4, 4, 4)),
        "ReflectionPad2d" => (nn.ReflectionPad2d(2), Image),
        "Softmax" => (nn.Softmax(1), Image),
        "Sequential" => (nn.Sequential(nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3), nn.GELU(), nn.Flatten(), nn.Linear(12, 2)), Image),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static Unary Evaluating(Unary layer)
    {
        layer.eval();
        return layer;
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Backward_ToTheInput_IsTheFiniteDifference(string name)
    {
        using var scope = NewDisposeScope();
        var (layer, input) = Create(name);
        layer.to(ScalarType.Float64);
        AssertGradient(layer.call, input);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Backward_ToTheParameters_IsTheFiniteDifference(string name)
    {
        using var scope = NewDisposeScope();
        var (layer, input) = Create(name);
        layer.to(ScalarType.Float64);
        Tensor fixedInput = input.to(ScalarType.Float64);
        foreach (var (key, parameter) in layer.named_parameters().ToList())
            AssertParameterGradient(layer, fixedInput, parameter, key);
    }

    private static void AssertParameterGradient(Unary layer, Tensor input, TorchSharp.Modules.Parameter parameter, string key)
    {
        const double Step = 1e-5;
        Tensor Loss()
        {
            Tensor y = layer.call(input);
            return (y * (arange(y.numel(), dtype: ScalarType.Float64) * 0.37).sin().reshape(y.shape)).sum();
        }

        layer.zero_grad();
        Loss().backward();
        Tensor gradient = parameter.grad!.reshape(-1);
        for (long i = 0; i < Math.Min(6, parameter.numel()); i++)
        {
            using var frozen = no_grad();
            Tensor element = parameter.view(-1)[i];
            element.add_(Step);
            double above = Loss().item<double>();
            element.sub_(2 * Step);
            double below = Loss().item<double>();
            element.add_(Step);
            double numeric = (above - below) / (2 * Step), analytic = gradient[i].item<double>();
            Assert.True(
                Math.Abs(numeric - analytic) <= 1e-6 * Math.Max(1, Math.Abs(numeric)), $"{key}[{i}]: {analytic:R} instead of {numeric:R}");
        }
    }

    [Fact]
    public void Backward_OfFunctions_IsTheFiniteDifference()
    {
        Tensor target = Ramp(0.3, 0.1, 2, 3).to(ScalarType.Float64), x = Ramp(-1, 0.45, 2, 3);
        AssertGradient(y => F.smooth_l1_loss(y, target), x);
        AssertGradient(y => F.mse_loss(y, target), x);
        AssertGradient(y => F.cross_entropy(y, tensor(new long[] { 2, 0 })), x);
        AssertGradient(y => F.binary_cross_entropy_with_logits(y, target), x);
        AssertGradient(y => F.normalize(y), x);
        AssertGradient(y => F.glu(F.pad(y, (1, 0), PaddingModes.Constant, 1)), x);
        Tensor grid = (Ramp(-0.8, 0.17, 1, 3, 2, 2).sin() * 0.9).to(ScalarType.Float64);
        AssertGradient(y => F.grid_sample(y, grid), Image[..1]);
    }
}
