using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Web.Internal;

/// <summary>The bytes of a request whose body is base64, in one piece or in several padded ones.</summary>
internal sealed class Base64RequestBody : Stream, IRequestBodyPipeFeature
{
    private const int GroupChars = 4, GroupBytes = 3;

    private readonly PipeReader _text;
    private readonly byte[] _group = new byte[GroupBytes];
    private ReadOnlyMemory<byte> _left;   // of the group decoded last

    public Base64RequestBody(PipeReader text)
    {
        _text = text;
        Reader = PipeReader.Create(this);
    }

    public PipeReader Reader { get; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (!_left.IsEmpty)
                return TakeLeft(buffer.Span);
            ReadResult read = await _text.ReadAsync(cancellationToken);
            SequencePosition consumed = read.Buffer.Start;
            try
            {
                int n = Decode(read.Buffer, buffer.Span, out consumed);
                if (n > 0)
                    return n;
                if (read.IsCompleted && _left.IsEmpty)
                    return read.Buffer.Slice(consumed).IsEmpty ? 0 : throw Damaged();
            }
            finally
            {
                _text.AdvanceTo(consumed, read.Buffer.End);
            }
        }

        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    // Group by group, as padding may stand in the middle; a group that does not fit waits in _left.
    private int Decode(ReadOnlySequence<byte> text, Span<byte> bytes, out SequencePosition consumed)
    {
        Span<byte> group = stackalloc byte[GroupChars];
        int total = 0;
        while (text.Length >= GroupChars && total < bytes.Length && _left.IsEmpty)
        {
            text.Slice(0, GroupChars).CopyTo(group);
            if (Base64.DecodeFromUtf8(group, _group, out _, out int n) != OperationStatus.Done)
                throw Damaged();
            _left = _group.AsMemory(0, n);
            total += TakeLeft(bytes[total..]);
            text = text.Slice(GroupChars);
        }

        consumed = text.Start;
        return total;
    }

    private int TakeLeft(Span<byte> bytes)
    {
        int n = Math.Min(_left.Length, bytes.Length);
        _left.Span[..n].CopyTo(bytes);
        _left = _left[n..];
        return n;
    }

    private static RpcException Damaged() => new(new Status(StatusCode.Internal, "the request's body is not base64"));
}
