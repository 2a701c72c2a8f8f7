using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;

namespace Grpc.AspNetCore.Web.Internal;

/// <summary>Writes base64. What is flushed together becomes one padded piece, so that a reader can decode it as it arrives.</summary>
internal sealed class Base64PipeWriter(PipeWriter inner) : PipeWriter
{
    private const int BytesAtOnce = 3 * 1024;   // a multiple of three: only the last group of a piece is padded

    private readonly ArrayBufferWriter<byte> _pending = new();

    public override Memory<byte> GetMemory(int sizeHint = 0) => _pending.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _pending.GetSpan(sizeHint);

    public override void Advance(int bytes) => _pending.Advance(bytes);

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _pending.WrittenCount;

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        EncodePending();
        return inner.FlushAsync(cancellationToken);
    }

    public override void Complete(Exception? exception = null)
    {
        EncodePending();
        inner.Complete(exception);
    }

    private void EncodePending()
    {
        ReadOnlySpan<byte> rest = _pending.WrittenSpan;
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> plain = rest[..Math.Min(rest.Length, BytesAtOnce)];
            Base64.EncodeToUtf8(plain, inner.GetSpan(Base64.GetMaxEncodedToUtf8Length(plain.Length)), out _, out int written);
            inner.Advance(written);
            rest = rest[plain.Length..];
        }

        _pending.ResetWrittenCount();
    }
}
