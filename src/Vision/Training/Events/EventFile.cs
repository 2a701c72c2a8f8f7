using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Fuse3D.Vision.Training.Events;

/// <summary>Writes numbers over steps for TensorBoard.</summary>
/// <remarks>
/// A record is its length (8 bytes), a checksum of these, a protobuf message Event, and a checksum of that; all little endian. Checksums
/// are CRC-32C, rotated by 15 and with a constant added (tensorflow/core/lib/io/record_writer.h, tensorflow/core/util/event.proto).
/// </remarks>
public sealed class EventFile : IDisposable
{
    private const uint MaskDelta = 0xA282EAD8;
    private readonly FileStream _stream;
    private readonly TimeProvider _clock;

    /// <param name="folder">made if it is not there; the file's name holds the time, as TensorBoard wants it</param>
    public EventFile(string folder, TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        Directory.CreateDirectory(folder);
        string name = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{_clock.GetUtcNow().ToUnixTimeMilliseconds()}.fuse3d");
        Path = System.IO.Path.Combine(folder, name);
        _stream = new(Path, FileMode.Append, FileAccess.Write, FileShare.Read);
        Write(EventMessage.Version(Now));
    }

    public string Path { get; }

    private double Now => _clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>Adds numbers of one step. They are on disk when this returns, so that a killed run loses none.</summary>
    public void Write(long step, IEnumerable<KeyValuePair<string, double>> scalars)
    {
        Write(EventMessage.Scalars(Now, step, scalars));
        _stream.Flush();
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>CRC-32C, masked so that a checksum of data that holds checksums stays strong.</summary>
    internal static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
            crc = BitOperations.Crc32C(crc, value);
        return BitOperations.RotateRight(~crc, 15) + MaskDelta;
    }

    private void Write(byte[] message)
    {
        Span<byte> head = stackalloc byte[12], tail = stackalloc byte[4];
        BinaryPrimitives.WriteInt64LittleEndian(head, message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], MaskedCrc(head[..8]));
        BinaryPrimitives.WriteUInt32LittleEndian(tail, MaskedCrc(message));
        _stream.Write(head);
        _stream.Write(message);
        _stream.Write(tail);
    }
}

/// <summary>Protobuf messages of an event file: Event { wall_time 1, step 2, file_version 3, summary 5 { value 1 { tag 1, simple_value 2 } } }.</summary>
internal static class EventMessage
{
    private const int Varint = 0, Eight = 1, Bytes = 2, Four = 5;   // how a field's value is written

    public static byte[] Version(double time)
    {
        List<byte> message = [];
        Add(message, 1, time);
        Add(message, 3, Encoding.UTF8.GetBytes("brain.Event:2"));
        return [.. message];
    }

    public static byte[] Scalars(double time, long step, IEnumerable<KeyValuePair<string, double>> scalars)
    {
        List<byte> summary = [], message = [];
        foreach (var (tag, number) in scalars)
        {
            List<byte> value = [];
            Add(value, 1, Encoding.UTF8.GetBytes(tag));
            AddKey(value, 2, Four);
            value.AddRange(BitConverter.GetBytes((float)number));
            Add(summary, 1, value);
        }

        Add(message, 1, time);
        AddKey(message, 2, Varint);
        AddVarint(message, (ulong)step);
        Add(message, 5, summary);
        return [.. message];
    }

    private static void Add(List<byte> to, int field, double value)
    {
        AddKey(to, field, Eight);
        to.AddRange(BitConverter.GetBytes(value));
    }

    private static void Add(List<byte> to, int field, IReadOnlyCollection<byte> value)
    {
        AddKey(to, field, Bytes);
        AddVarint(to, (ulong)value.Count);
        to.AddRange(value);
    }

    private static void AddKey(List<byte> to, int field, int kind) => AddVarint(to, (ulong)(field << 3 | kind));

    private static void AddVarint(List<byte> to, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            to.Add((byte)(value | 0x80));
        to.Add((byte)value);
    }
}
