using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;
using Grpc.Core;
using Grpc.Core.Wire;

namespace Grpc.Net.Client.Web;

/// <summary>Passes message frames on; ends at the frame of trailers (flag 0x80), lines of "name: value".</summary>
internal sealed class WebResponseStream(Stream inner, HttpResponseHeaders trailers) : ReadOnlyStream(inner)
{
    private const byte TrailersFlag = 0x80;
    private const int MaxTrailersBytes = 64 * 1024;

    private readonly byte[] _header = new byte[FrameHeader.Size];
    private int _headerBytes;           // of the frame's header, read so far
    private int _headerPassed;          // of it, passed on so far
    private uint _left;                 // of the frame's payload
    private bool _ended;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ended || buffer.IsEmpty) return 0;
        if (_headerBytes < FrameHeader.Size && !await ReadHeaderAsync(cancellationToken).ConfigureAwait(false)) return 0;
        int n;
        if (_headerPassed < FrameHeader.Size)
        {
            n = Math.Min(buffer.Length, FrameHeader.Size - _headerPassed);
            _header.AsMemory(_headerPassed, n).CopyTo(buffer);
            _headerPassed += n;
        }
        else
        {
            n = await Inner.ReadAsync(buffer[..(int)Math.Min((uint)buffer.Length, _left)], cancellationToken).ConfigureAwait(false);
            _left -= (uint)n;
            _ended = n == 0;
        }

        if (_headerPassed == FrameHeader.Size && _left == 0) _headerBytes = _headerPassed = 0;
        return n;
    }

    /// <summary>Reads the next frame's header; false when it was that of the trailers, or the end.</summary>
    private async ValueTask<bool> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        _headerBytes = await Inner.ReadAtLeastAsync(_header, FrameHeader.Size, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        _ended = _headerBytes == 0 || (_header[0] & TrailersFlag) != 0;
        if (_headerBytes is > 0 and < FrameHeader.Size) throw FrameHeader.Truncated(FrameHeader.Size - _headerBytes);
        _left = BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(1));
        if (_ended && _headerBytes > 0) await ReadTrailersAsync(cancellationToken).ConfigureAwait(false);
        return !_ended;
    }

    private async ValueTask ReadTrailersAsync(CancellationToken cancellationToken)
    {
        if (_header[0] != TrailersFlag || _left > MaxTrailersBytes)
            throw new RpcException(new(StatusCode.Internal, $"gRPC-Web trailers have flag {_header[0]} and {_left} bytes; allowed: flag 128, {MaxTrailersBytes} bytes."));
        byte[] bytes = new byte[_left];
        int n = await Inner.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (n < bytes.Length) throw FrameHeader.Truncated(bytes.Length - n);
        foreach (string line in Encoding.ASCII.GetString(bytes).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) throw new RpcException(new(StatusCode.Internal, "A line of the gRPC-Web trailers has no name."));
            trailers.TryAddWithoutValidation(line[..colon].Trim().ToLowerInvariant(), line[(colon + 1)..].Trim());
        }
    }
}
