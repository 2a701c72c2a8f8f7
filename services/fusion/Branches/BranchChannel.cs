using System.Net.Sockets;
using Fuse3D.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Fuse3D.Services.Fusion.Branches;

/// <summary>An Exchange call, and the channel that it runs on.</summary>
internal sealed record BranchCall(AsyncDuplexStreamingCall<ExchangeRequest, ExchangeReply> Call, IDisposable? Channel) : IDisposable
{
    public void Dispose()
    {
        Call.Dispose();
        Channel?.Dispose();
    }
}

/// <summary>Calls branch services on channels that notice a dead peer within seconds. Each call has a channel of its own: nothing is left of the last one.</summary>
internal static class BranchChannel
{
    public static BranchCall ToPoints(Uri address, int maxMessageBytes, CallOptions options)
    {
        GrpcChannel channel = Open(address, maxMessageBytes);
        return new(new PointDetector.PointDetectorClient(channel).Exchange(options), channel);
    }

    public static BranchCall ToImage(Uri address, int maxMessageBytes, CallOptions options)
    {
        GrpcChannel channel = Open(address, maxMessageBytes);
        return new(new ImageDetector.ImageDetectorClient(channel).Exchange(options), channel);
    }

    /// <param name="address">http://host:port, or unix:///path/to/socket</param>
    public static GrpcChannel Open(Uri address, int maxMessageBytes)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            KeepAlivePingDelay = TimeSpan.FromSeconds(5),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            InitialHttp2StreamWindowSize = 4 << 20,
        };
        if (address.Scheme == "unix")
            handler.ConnectCallback = (_, cancel) => ConnectAsync(address.LocalPath, cancel);
        return GrpcChannel.ForAddress(address.Scheme == "unix" ? new Uri("http://localhost") : address, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = maxMessageBytes,
            MaxSendMessageSize = maxMessageBytes,
        });
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
