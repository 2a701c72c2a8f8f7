using Fuse3D.Vision.Fusion;
using TorchSharp;

namespace Fuse3D.Vision.Tests.Fusion;

public class ComputeDeviceTests
{
    [Theory, InlineData("cpu", true), InlineData("cpu:modules", false)]
    public void Parse_CpuForms_AreTold(string text, bool packed)
    {
        ComputeDevice device = ComputeDevice.Parse(text);
        Assert.Equal(text, device.Name);
        Assert.Equal(packed, device.IsPacked);
        Assert.Equal(DeviceType.CPU, device.Device.type);
    }

    [Theory, InlineData("gpu"), InlineData(""), InlineData("cuda:"), InlineData("cuda:-1"), InlineData("cuda:x"), InlineData("CUDA"), InlineData("cpu:0")]
    public void Parse_UnknownDevice_SaysWhatMayBe(string text)
    {
        var refused = Assert.Throws<InvalidInputException>(() => ComputeDevice.Parse(text));
        Assert.Equal("device", refused.Field);
        Assert.Equal($"device '{text}' is not known; it may be cpu, cpu:modules, cuda or cuda:N", refused.Message);
    }

    [SkippableTheory, InlineData("cuda"), InlineData("cuda:0"), InlineData("cuda:3")]
    public void Parse_CudaWithoutADevice_SaysSo(string text)
    {
        Skip.If(torch.cuda.is_available(), "there is a CUDA device");
        Assert.Equal($"device '{text}': libtorch finds no CUDA device", Assert.Throws<InvalidInputException>(() => ComputeDevice.Parse(text)).Message);
    }

    [SkippableFact, Trait("Category", "Gpu")]
    public void Parse_CudaDevices_AreNumbered()
    {
        Skip.IfNot(torch.cuda.is_available(), "no CUDA device");
        Assert.Equal("cuda:0", ComputeDevice.Parse("cuda").Name);
        Assert.Contains("CUDA devices, from cuda:0", Assert.Throws<InvalidInputException>(() => ComputeDevice.Parse("cuda:999")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HalfPrecision_OnTheCpu_IsRefused()
    {
        var refused = Assert.Throws<InvalidInputException>(() => new ModuleImageBranch(
            "image", new("none", []), Models.SmallModel.Image, 0, 0, Models.SmallModel.Picture, torch.CPU, Precision.Half));
        Assert.Equal("precision", refused.Field);
    }
}
