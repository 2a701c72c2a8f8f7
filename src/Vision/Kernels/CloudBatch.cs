using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Kernels;

/// <summary>The positions of a batch of clouds in managed memory.</summary>
internal readonly struct CloudBatch
{
    private readonly float[] _xyz;
    private readonly Device _device;

    /// <summary>Copies.</summary>
    /// <param name="xyz">[B, N, 3] float32, on any device</param>
    /// <param name="name">of the argument, for the message</param>
    public CloudBatch(Tensor xyz, string name)
    {
        if (xyz.shape is not [_, _, 3] || xyz.dtype != ScalarType.Float32)
            throw new InvalidInputException($"{name} is {xyz.dtype} [{string.Join(", ", xyz.shape)}]; it must be Float32 [B, N, 3]", name);
        (Batch, Count, _device) = (checked((int)xyz.shape[0]), checked((int)xyz.shape[1]), xyz.device);
        using Tensor detached = xyz.detach(), local = detached.cpu(), plain = local.contiguous();
        _xyz = MemoryMarshal.Cast<byte, float>(plain.bytes).ToArray();
    }

    public int Batch { get; }

    /// <summary>Points per cloud.</summary>
    public int Count { get; }

    /// <summary>One cloud, [N, 3].</summary>
    public ReadOnlySpan<float> this[int cloud] => _xyz.AsSpan(cloud * Count * 3, Count * 3);

    /// <summary>Refuses another batch with another number of clouds.</summary>
    public void RequireSameBatch(CloudBatch other, string name)
    {
        if (other.Batch != Batch)
            throw new InvalidInputException($"{name} holds {other.Batch} clouds, the points it goes with {Batch}", name);
    }

    /// <summary>Results as a tensor on the device that the clouds came from; indices become int64.</summary>
    public Tensor ToTensor(int[] indices, params ReadOnlySpan<long> shape)
    {
        Tensor result = empty(shape, ScalarType.Int64);
        Span<long> into = MemoryMarshal.Cast<byte, long>(result.bytes);
        for (int i = 0; i < into.Length; i++)
            into[i] = indices[i];
        return OnDevice(result);
    }

    /// <inheritdoc cref="ToTensor(int[], ReadOnlySpan{long})"/>
    public Tensor ToTensor(float[] values, params ReadOnlySpan<long> shape)
    {
        Tensor result = empty(shape, ScalarType.Float32);
        MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(result.bytes);
        return OnDevice(result);
    }

    private Tensor OnDevice(Tensor local)
    {
        if (_device.type == DeviceType.CPU)
            return local;
        using (local)
            return local.to(_device);
    }
}
