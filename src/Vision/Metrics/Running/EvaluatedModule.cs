using Fuse3D.Vision.Fusion;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>A module that is asked while it is being trained: in evaluation mode for each question, and left in the mode that it was in.</summary>
internal sealed class EvaluatedModule : IDisposable
{
    private readonly nn.Module _module;
    private readonly DeviceThread _thread;

    /// <param name="module">the caller keeps it</param>
    /// <param name="device">where it is</param>
    public EvaluatedModule(nn.Module module, Device device)
    {
        (_module, _thread) = (module, new("validation", device));
        if (device.type == DeviceType.CUDA)
            cuda.synchronize(device);       // its weights may still be on their way
    }

    public Device Device => _thread.Device;

    /// <summary>Asks one question after the other, without gradients; temporaries die with each.</summary>
    public Task<T> AskAsync<T>(Func<T> question, CancellationToken cancel) => _thread.Run(() => Ask(question), cancel);

    public void Dispose() => _thread.Dispose();

    private T Ask<T>(Func<T> question)
    {
        bool trains = _module.training;
        _module.eval();
        try
        {
            return question();
        }
        finally
        {
            _module.train(trains);
        }
    }
}
