using System.Net;
using System.Security.Cryptography;

namespace Grpc.Net.Client.Web;

/// <summary>A request's body, in base64 where the mode wants it.</summary>
internal sealed class WebRequestContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly bool _text;

    public WebRequestContent(HttpContent inner, bool text)
    {
        _inner = inner;
        _text = text;
        foreach ((string name, System.Net.Http.Headers.HeaderStringValues values) in inner.Headers.NonValidated)
            if (!name.Equals("content-type", StringComparison.OrdinalIgnoreCase)) Headers.TryAddWithoutValidation(name, [.. values]);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (!_text)
        {
            await _inner.CopyToAsync(stream, context, cancellationToken).ConfigureAwait(false);
            return;
        }

        await using var base64 = new CryptoStream(stream, new ToBase64Transform(), CryptoStreamMode.Write, leaveOpen: true);
        await _inner.CopyToAsync(base64, context, cancellationToken).ConfigureAwait(false);
        await base64.FlushFinalBlockAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inner.Dispose();
        base.Dispose(disposing);
    }
}
