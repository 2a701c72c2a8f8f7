using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.Modalities;
using TorchSharp;
using static TorchSharp.torch;
#if FUSE3D_BINDINGS
using Fuse3D.TorchExtensions;
#endif

namespace Fuse3D.Vision.Training;

/// <summary>Runs a network's forward half in the type that a run is configured for. What comes out is float32, as losses need it.</summary>
public sealed class MixedPrecision
{
    private readonly DeviceType _device;
    private readonly ScalarType? _shorter;

    /// <param name="precision">of the configuration</param>
    /// <param name="device">of the network</param>
    /// <exception cref="InvalidInputException">the device cannot, or this build cannot</exception>
    public MixedPrecision(TrainPrecision precision, Device device)
    {
        _device = device.type;
        _shorter = precision switch
        {
            TrainPrecision.Full => null,
            TrainPrecision.Bfloat16 => ScalarType.BFloat16,
            _ when _device == DeviceType.CUDA => ScalarType.Float16,
            _ => throw new InvalidInputException("train.precision is float16, which needs CUDA; on the CPU it may be full or bfloat16", "train.precision"),
        };
#if !FUSE3D_BINDINGS
        if (_shorter is not null)
            throw new InvalidInputException("train.precision may only be full: the libtorch binding of this build has no autocast", "train.precision");
#endif
    }

    /// <param name="forward">runs the network; its results belong to the dispose scope around the call</param>
    public Dictionary<string, Tensor> Run(Func<Dictionary<string, Tensor>> forward) =>
        Mixed(_device, _shorter, forward).ToDictionary(output => output.Key, output => FullPrecision.Widened(output.Value));

    /// <inheritdoc cref="Run(Func{Dictionary{string, Tensor}})"/>
    public (Tensor First, Tensor Second) Run(Func<(Tensor, Tensor)> forward)
    {
        var (first, second) = Mixed(_device, _shorter, forward);
        return (FullPrecision.Widened(first), FullPrecision.Widened(second));
    }

    /// <inheritdoc cref="Run(Func{Dictionary{string, Tensor}})"/>
    public ModalOutputs Run(Func<ModalOutputs> forward)
    {
        ModalOutputs outputs = Mixed(_device, _shorter, forward);
        return new(outputs.Branches.Each(FullPrecision.Widened), FullPrecision.Widened(outputs.Ensemble), FullPrecision.Widened(outputs.Weights))
        {
            Scores = [.. outputs.Scores.Select(block => block.Each(FullPrecision.Widened))],
            Aligned = [.. outputs.Aligned.Select(place => place.Each(FullPrecision.Widened))],
        };
    }

    /// <inheritdoc cref="Run(Func{Dictionary{string, Tensor}})"/>
    public Tensor[] Run(Func<Tensor[]> forward) => Mixed(_device, _shorter, forward).Each(FullPrecision.Widened);

    private static T Mixed<T>(DeviceType device, ScalarType? shorter, Func<T> forward)
    {
#if FUSE3D_BINDINGS
        using Autocast? scope = shorter is { } type ? Autocast.On(device, type) : null;
#endif
        return forward();
    }
}
