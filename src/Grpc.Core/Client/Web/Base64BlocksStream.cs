using System.Buffers;
using System.Buffers.Text;
using Grpc.Core;

namespace Grpc.Net.Client.Web;

/// <summary>Decodes base64 that comes in blocks, each padded for itself, as a server writes them flush by flush.</summary>
internal sealed class Base64BlocksStream(Stream inner) : ReadOnlyStream(inner)
{
    private readonly byte[] _text = new byte[4096];
    private readonly byte[] _plain = new byte[3072];
    private int _textBytes;
    private int _start;
    private int _end;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_start == _end)
        {
            int n = await Inner.ReadAsync(_text.AsMemory(_textBytes), cancellationToken).ConfigureAwait(false);
            _textBytes += n;
            if (n == 0) return _textBytes == 0 ? 0 : throw Damaged();
            Decode();
        }

        int count = Math.Min(buffer.Length, _end - _start);
        _plain.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    // Four characters at a time, because padding may stand in the middle.
    private void Decode()
    {
        _start = _end = 0;
        int used = 0;
        for (; used + 4 <= _textBytes; used += 4)
        {
            OperationStatus status = Base64.DecodeFromUtf8(_text.AsSpan(used, 4), _plain.AsSpan(_end), out int consumed, out int written);
            if (status != OperationStatus.Done || consumed != 4) throw Damaged();
            _end += written;
        }

        _text.AsSpan(used, _textBytes - used).CopyTo(_text);
        _textBytes -= used;
    }

    private static RpcException Damaged() => new(new(StatusCode.Internal, "The base64 of a gRPC-Web response is damaged."));
}
