using System.Net;
using System.Net.Http.Headers;

namespace Grpc.Net.Client.Web;

/// <summary>A response's body up to its trailers, which go into the response's trailing headers.</summary>
internal sealed class WebResponseContent(HttpContent inner, bool text, HttpResponseHeaders trailers) : HttpContent
{
    protected override async Task<Stream> CreateContentReadStreamAsync()
    {
        Stream body = await inner.ReadAsStreamAsync().ConfigureAwait(false);
        return new WebResponseStream(text ? new Base64BlocksStream(body) : body, trailers);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        throw new NotSupportedException("A gRPC-Web response is read as a stream.");

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
