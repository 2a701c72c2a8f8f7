using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Fuse3D.Vision.Metrics.Running.Storage;

/// <summary>Results in a file that only grows, so that a run that was ended in any way goes on from what is there.</summary>
/// <remarks>
/// Records follow each other: length (4 bytes, little endian), the first 8 bytes of the SHA-256 of what follows, then the result. A record is
/// handed to the system in one piece as soon as it is there, and to the disk at least every second. What stands behind the last whole record was
/// half-written: it is dropped.
/// </remarks>
public sealed class ResultFile : IResultStore, IDisposable
{
    private const int Header = sizeof(int) + SumBytes, SumBytes = 8, MostBytes = 256 << 20;
    private static readonly TimeSpan SyncEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly FileStream _file;
    private readonly Dictionary<FrameKey, (long At, int Bytes)> _places = [];
    private long _end, _synced = Stopwatch.GetTimestamp();

    /// <param name="path">made if it is not there; a second run on it is refused</param>
    public ResultFile(string path)
    {
        _file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        Dropped = _file.Length - Scan();
        _file.SetLength(_end);
    }

    /// <summary>Bytes at the file's end that were no whole record.</summary>
    public long Dropped { get; }

    /// <summary>Results that are there.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _places.Count;
        }
    }

    public bool Has(FrameKey key)
    {
        lock (_lock)
            return _places.ContainsKey(key);
    }

    public void Add(FrameResult result)
    {
        byte[] payload = FrameRecord.Write(result);
        byte[] record = new byte[Header + payload.Length];
        BinaryPrimitives.WriteInt32LittleEndian(record, payload.Length);
        SHA256.HashData(payload).AsSpan(0, SumBytes).CopyTo(record.AsSpan(sizeof(int)));
        payload.CopyTo(record, Header);
        lock (_lock)
        {
            RandomAccess.Write(_file.SafeFileHandle, record, _end);
            _places[result.Key] = (_end + Header, payload.Length);
            _end += record.Length;
            if (Stopwatch.GetElapsedTime(_synced) >= SyncEvery)
                Sync();
        }
    }

    public FrameResult? Find(FrameKey key)
    {
        (long At, int Bytes) place;
        lock (_lock)
        {
            if (!_places.TryGetValue(key, out place))
                return null;
        }

        byte[] payload = new byte[place.Bytes];
        Fill(payload, place.At);
        return FrameRecord.Read(payload);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            Sync();
            _file.Dispose();
        }
    }

    private void Sync()
    {
        _file.Flush(flushToDisk: true);
        _synced = Stopwatch.GetTimestamp();
    }

    // Up to the first record that is not whole.
    private long Scan()
    {
        byte[] header = new byte[Header];
        while (_file.Length - _end > Header)
        {
            Fill(header, _end);
            int length = BinaryPrimitives.ReadInt32LittleEndian(header);
            if (length < 2 * sizeof(int) || length > MostBytes || length > _file.Length - _end - Header)
                break;
            byte[] payload = new byte[length];
            Fill(payload, _end + Header);
            if (!SHA256.HashData(payload).AsSpan(0, SumBytes).SequenceEqual(header.AsSpan(sizeof(int))))
                break;
            _places[FrameRecord.KeyOf(payload)] = (_end + Header, length);
            _end += Header + length;
        }

        return _end;
    }

    private void Fill(Span<byte> bytes, long at)
    {
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(_file.SafeFileHandle, bytes, at);
            if (read == 0)
                throw new EndOfStreamException($"{_file.Name} became shorter while it was read");
            bytes = bytes[read..];
            at += read;
        }
    }
}
