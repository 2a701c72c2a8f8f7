using Grpc.Core;
using Grpc.Net.Client;

namespace Fuse3D.Client;

/// <summary>A channel, and the deadline of calls on it.</summary>
internal sealed class ClientChannel : IDisposable
{
    private readonly GrpcChannel _channel;

    public ClientChannel(Uri address, DetectorClientOptions? options)
    {
        Options = options ?? new();
        Options.Validate();
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            MaxReceiveMessageSize = Options.MaxMessageBytes,
            MaxSendMessageSize = Options.MaxMessageBytes,
        });
    }

    public DetectorClientOptions Options { get; }

    public ChannelBase Channel => _channel;

    public CallOptions Unary(CancellationToken cancel) =>
        new CallOptions(deadline: DateTime.UtcNow + Options.Timeout, cancellationToken: cancel).WithWaitForReady(Options.WaitForReady);

    public void Dispose() => _channel.Dispose();
}
