using Fuse3D.Vision.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>Makes modules ready to answer.</summary>
internal static class InferenceModule
{
    /// <summary>Loads weights, freezes the module and moves it to a device.</summary>
    /// <param name="model">name of the model, for messages</param>
    /// <exception cref="InvalidInputException">weights are missing or of another shape; ones that the module lacks are left aside</exception>
    public static T Load<T>(T module, WeightTable weights, string model, Device device, ScalarType type = ScalarType.Float32)
        where T : nn.Module
    {
        LoadReport report = Checkpoint.Load(module, weights, model);
        (report with { Unexpected = [] }).ThrowUnlessComplete();
        if (device.type == DeviceType.CUDA)
            backends.cudnn.allow_tf32 = backends.cuda.matmul.allow_tf32 = false;       // its 10 bits of mantissa move heads by about 1e-3
        foreach (var parameter in module.parameters())
            parameter.requires_grad_(false);
        module.eval();
        return module.to(device, type);
    }
}
