using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using Grpc.Core.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Grpc.AspNetCore.Web.Internal;

/// <summary>A gRPC-Web response: its trailers are a last frame of the body, which may be base64 as a whole.</summary>
internal sealed class GrpcWebFeature : IHttpResponseBodyFeature, IHttpResponseTrailersFeature
{
    private const byte TrailersFlag = 0x80;

    private readonly IHttpResponseBodyFeature _inner;
    private Stream? _stream;
    private bool _complete;

    public GrpcWebFeature(HttpContext http, bool text)
    {
        _inner = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        Writer = text ? new Base64PipeWriter(_inner.Writer) : _inner.Writer;
        http.Features.Set<IHttpResponseBodyFeature>(this);
        http.Features.Set<IHttpResponseTrailersFeature>(this);
        http.Features.Set(this);
    }

    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    public PipeWriter Writer { get; }

    public Stream Stream => _stream ??= Writer.AsStream(leaveOpen: true);

    public void DisableBuffering() => _inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => _inner.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    public async Task CompleteAsync()
    {
        if (_complete)
            return;
        _complete = true;
        if (Trailers.Count > 0)
            WriteTrailers();
        await Writer.FlushAsync();
        await _inner.CompleteAsync();
    }

    private void WriteTrailers()
    {
        var lines = new StringBuilder();
        foreach ((string name, StringValues values) in Trailers)
        {
            foreach (string? value in values)
                lines.Append(name.ToLowerInvariant()).Append(": ").Append(value).Append("\r\n");
        }

        byte[] block = Encoding.ASCII.GetBytes(lines.ToString());
        Span<byte> header = Writer.GetSpan(FrameHeader.Size);
        header[0] = TrailersFlag;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], block.Length);
        Writer.Advance(FrameHeader.Size);
        Writer.Write(block);
    }
}
