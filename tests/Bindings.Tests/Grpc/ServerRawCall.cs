using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>One call made with nothing but HTTP, so that a test sees, or spoils, every byte of it.</summary>
internal sealed record ServerRawCall(HttpResponseMessage Response, byte[] Body)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>From the trailers or, when there was no message, from the headers; null when there is none.</summary>
    public int? GrpcStatus => Find("grpc-status") is { } text ? int.Parse(text) : null;

    public string? GrpcMessage => Find("grpc-message");

    public bool IsTrailersOnly => Response.Headers.Contains("grpc-status");

    public string? Find(string name) =>
        Response.TrailingHeaders.TryGetValues(name, out IEnumerable<string>? values) || Response.Headers.TryGetValues(name, out values)
            ? string.Join(',', values)
            : null;

    public static byte[] Frame(IMessage message, byte flag = 0) => Frame(message.ToByteArray(), flag);

    public static byte[] Frame(byte[] payload, byte flag = 0, uint? length = null)
    {
        byte[] frame = new byte[5 + payload.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), length ?? (uint)payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }

    public static async Task<ServerRawCall> SendAsync(Uri server, string path, byte[] body, Action<HttpRequestMessage>? change = null)
    {
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new("trailers"));
        change?.Invoke(request);
        using var patience = new CancellationTokenSource(Patience);
        HttpResponseMessage response = await client.SendAsync(request, patience.Token);
        return new(response, await response.Content.ReadAsByteArrayAsync(patience.Token));
    }
}
