#if FUSE3D_BINDINGS
using Fuse3D.TorchExtensions;
#endif
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>A thread for work on tensors of one device: inference mode, temporaries that die with each piece of work, and a CUDA stream of its own.</summary>
/// <remarks>
/// The thread waits for its stream before a piece of work counts as done. So results may be read, and what went in may be freed, on any
/// thread and any stream, and nobody needs events; the price is a few launches' time per hand-over.
/// </remarks>
internal sealed class DeviceThread(string name, Device device) : IDisposable
{
    private readonly InferenceThread _thread = new(name);
#if FUSE3D_BINDINGS
    private CudaStream? _stream;        // current on the thread from its first work on
#endif

    public Device Device => device;

    /// <summary>Runs <paramref name="body"/> after everything queued before it.</summary>
    /// <param name="body">what it returns must be detached from its dispose scope</param>
    public Task<T> Run<T>(Func<T> body, CancellationToken cancel) => _thread.Run(() => Within(body), cancel);

    /// <summary>For work in the middle: waits until the device has done what this thread asked for so far.</summary>
    public void Wait()
    {
        if (device.type != DeviceType.CUDA)
            return;
#if FUSE3D_BINDINGS
        _stream!.Synchronize();
#else
        cuda.synchronize(device);
#endif
    }

    public void Dispose() => _thread.Dispose();

    private T Within<T>(Func<T> body)
    {
#if FUSE3D_BINDINGS
        if (device.type == DeviceType.CUDA)
            _stream ??= new CudaStream(device);
#endif
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        try
        {
            return body();
        }
        finally
        {
            Wait();
        }
    }
}
