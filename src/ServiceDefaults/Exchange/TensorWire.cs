using System.Runtime.InteropServices;
using Fuse3D.V1;
using Google.Protobuf;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.ServiceDefaults.Exchange;

/// <summary>Tensors to messages and back.</summary>
/// <remarks>What comes in is checked before it is used: type, shape and length must agree with each other and with what the receiver expects.</remarks>
public static class TensorWire
{
    private const int MaxRank = 8;
    private const long MaxBytes = 1L << 30;

    /// <summary>A tensor for a session: in a slot if there is one, inline otherwise.</summary>
    /// <param name="tensor">the caller keeps it, and may dispose it at once</param>
    /// <param name="keep">gets what must live until the message is written</param>
    public static V1.Tensor Write(TensorLink link, torch.Tensor tensor, List<IDisposable> keep, bool inlineOnly = false)
    {
        using var scope = NewDisposeScope();
        torch.Tensor flat = tensor.cpu().contiguous();
        V1.Tensor message = Described(flat);
        if (!inlineOnly && link.TryLend(flat.bytes) is { } slot)
        {
            message.SharedMemory = slot;
            return message;
        }

        var memory = new TensorMemory(flat.alias().DetachFromDisposeScope());
        keep.Add(memory);
        message.Inline = UnsafeByteOperations.UnsafeWrap(memory.Memory);
        link.CountInline(message.Inline.Length);
        return message;
    }

    /// <summary>A tensor for a reply: inline, a copy.</summary>
    public static V1.Tensor Copied(torch.Tensor tensor)
    {
        using var scope = NewDisposeScope();
        torch.Tensor flat = tensor.cpu().contiguous();
        V1.Tensor message = Described(flat);
        message.Inline = ByteString.CopyFrom(flat.bytes);
        return message;
    }

    /// <summary>The 3D heads for a reply, by the reference's names.</summary>
    /// <param name="wanted">which of them</param>
    public static IEnumerable<NamedTensor> Copied(Vision.Fusion.PointHeads heads, Func<string, bool> wanted) =>
        heads.Outputs.Where(output => wanted(output.Key)).Select(output => new NamedTensor { Name = output.Key, Tensor = Copied(output.Value) });

    /// <summary>The 2D heads for a reply, by the reference's names; without a view dimension when there is one view.</summary>
    /// <param name="wanted">which of them</param>
    public static IEnumerable<NamedTensor> Copied(Vision.Fusion.ImageHeads heads, Func<string, bool> wanted)
    {
        bool single = heads.Logits.shape[0] == 1;
        foreach (var (name, output) in ((string, torch.Tensor)[])[("pred_logits2d", heads.Logits), ("pred_boxes2d", heads.Boxes)])
        {
            if (!wanted(name))
                continue;
            using torch.Tensor shown = single ? output.squeeze(0) : output.alias();
            yield return new() { Name = name, Tensor = Copied(shown) };
        }
    }

    public static V1.Tensor Write(int[] values) => new()
    {
        Dtype = DataType.Int32,
        Shape = { values.Length },
        Inline = ByteString.CopyFrom(MemoryMarshal.AsBytes<int>(values)),
    };

    /// <param name="name">what the tensor is called in errors</param>
    /// <param name="shape">what it must be; -1: any size</param>
    /// <param name="release">gets the slot, if it came in one: it may be used again</param>
    /// <returns>owned by the caller</returns>
    public static torch.Tensor Read(TensorLink link, V1.Tensor? message, string name, ReadOnlySpan<long> shape, SlotRelease release)
    {
        Require(message, name, DataType.Float32, shape);
        return Filled(link, message!, name, ScalarType.Float32, release);
    }

    /// <summary>An output of a network: any type and shape.</summary>
    public static torch.Tensor ReadOutput(TensorLink link, NamedTensor output, SlotRelease release)
    {
        DataType dtype = output.Tensor?.Dtype ?? DataType.Unspecified;
        long[] shape = new long[Math.Min(output.Tensor?.Shape.Count ?? 0, MaxRank)];
        Array.Fill(shape, -1);
        Require(output.Tensor, output.Name, dtype, shape);
        return Filled(link, output.Tensor!, output.Name, TypeOf(dtype, output.Name), release);
    }

    private static torch.Tensor Filled(TensorLink link, V1.Tensor message, string name, ScalarType type, SlotRelease release)
    {
        torch.Tensor tensor = empty([.. message.Shape], type);
        try
        {
            CopyTo(link, message, name, tensor.bytes, release);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>A list of numbers, [n] int32.</summary>
    public static int[] ReadInts(TensorLink link, V1.Tensor? message, string name, SlotRelease release)
    {
        Require(message, name, DataType.Int32, [-1]);
        int[] values = new int[message!.Shape[0]];
        CopyTo(link, message, name, MemoryMarshal.AsBytes(values.AsSpan()), release);
        return values;
    }

    private static void CopyTo(TensorLink link, V1.Tensor message, string name, Span<byte> destination, SlotRelease release)
    {
        if (message.StorageCase == V1.Tensor.StorageOneofCase.SharedMemory)
        {
            link.Read(message.SharedMemory, destination);
            release.Slots.Add(message.SharedMemory);
        }
        else if (message.StorageCase == V1.Tensor.StorageOneofCase.Inline && message.Inline.Length == destination.Length)
        {
            message.Inline.Span.CopyTo(destination);
        }
        else
        {
            throw new ExchangeProtocolException(
                $"{name}: {message.Inline.Length} bytes ({message.StorageCase}), its shape [{string.Join(", ", message.Shape)}] needs {destination.Length}");
        }
    }

    private static void Require(V1.Tensor? message, string name, DataType dtype, ReadOnlySpan<long> shape)
    {
        if (message is null || message.Dtype != dtype || !Fits(message.Shape, shape))
        {
            throw new ExchangeProtocolException(
                $"{name}: got {message?.Dtype} [{string.Join(", ", message?.Shape ?? [])}], expected {dtype} [{string.Join(", ", shape.ToArray())}]");
        }
    }

    private static bool Fits(Google.Protobuf.Collections.RepeatedField<long> given, ReadOnlySpan<long> expected)
    {
        if (given.Count != expected.Length || given.Count > MaxRank)
            return false;
        UInt128 bytes = sizeof(long);   // of the widest type
        for (int i = 0; i < given.Count; i++)
        {
            if (given[i] < 0 || (expected[i] >= 0 && given[i] != expected[i]))
                return false;
            bytes *= (ulong)given[i];
            if (bytes > MaxBytes)
                return false;
        }

        return true;
    }

    private static V1.Tensor Described(torch.Tensor tensor) => new() { Dtype = TypeOf(tensor), Shape = { tensor.shape } };

    private static ScalarType TypeOf(DataType dtype, string name) => dtype switch
    {
        DataType.Float32 => ScalarType.Float32,
        DataType.Int32 => ScalarType.Int32,
        DataType.Int64 => ScalarType.Int64,
        DataType.Uint8 => ScalarType.Byte,
        DataType.Bool => ScalarType.Bool,
        _ => throw new ExchangeProtocolException($"{name}: {dtype} is no type of a tensor"),
    };

    private static DataType TypeOf(torch.Tensor tensor) => tensor.dtype switch
    {
        ScalarType.Float32 => DataType.Float32,
        ScalarType.Int32 => DataType.Int32,
        ScalarType.Int64 => DataType.Int64,
        ScalarType.Byte => DataType.Uint8,
        ScalarType.Bool => DataType.Bool,
        _ => throw new NotSupportedException($"tensors of {tensor.dtype} do not travel"),
    };
}
