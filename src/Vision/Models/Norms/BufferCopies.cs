using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Norms;

/// <summary>A network's buffers (statistics of batch norms) as they were, to be put back: after a step that failed, or a look at it in training.</summary>
internal sealed class BufferCopies : IDisposable
{
    private readonly (Tensor Buffer, Tensor Copy)[] _pairs;

    /// <summary>Keeps them as they are now.</summary>
    public BufferCopies(nn.Module network)
    {
        using var frozen = no_grad();
        _pairs = [.. network.named_buffers().Select(entry => (entry.buffer, entry.buffer.clone().DetachFromDisposeScope()))];
    }

    /// <summary>Keeps them as they have become.</summary>
    public void Keep()
    {
        using var frozen = no_grad();
        foreach (var (buffer, copy) in _pairs)
            copy.copy_(buffer);
    }

    public void Restore()
    {
        using var frozen = no_grad();
        foreach (var (buffer, copy) in _pairs)
            buffer.copy_(copy);
    }

    public void Dispose()
    {
        foreach (var (_, copy) in _pairs)
            copy.Dispose();
    }
}
