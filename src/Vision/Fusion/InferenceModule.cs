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
        return Ready(module, device, type);
    }

    /// <summary>Freezes a module whose weights are loaded, and moves it to a device.</summary>
    public static T Ready<T>(T module, Device device, ScalarType type = ScalarType.Float32)
        where T : nn.Module
    {
        if (device.type == DeviceType.CUDA)
            backends.cudnn.allow_tf32 = backends.cuda.matmul.allow_tf32 = false;       // its 10 bits of mantissa move outputs by about 1e-3
        Freeze(module);
        return module.to(device, type);
    }

    /// <summary>No gradients, and evaluation.</summary>
    public static void Freeze(nn.Module module)
    {
        foreach (var parameter in module.parameters())
            parameter.requires_grad_(false);
        module.eval();
    }
}
