using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>Finds out whether channel credentials are secure, and which call credentials they carry.</summary>
internal sealed class ChannelCredentialsReader : ChannelCredentialsConfiguratorBase
{
    public ChannelCredentialsReader(ChannelCredentials? credentials) => credentials?.InternalPopulateConfiguration(this, this);

    /// <summary>Null when there are no credentials.</summary>
    public bool? IsSecure { get; private set; }

    public CallCredentials? CallCredentials { get; private set; }

    public override void SetInsecureCredentials(object state) => IsSecure = false;

    public override void SetSslCredentials(
        object state, string? rootCertificates, KeyCertificatePair? keyCertificatePair, VerifyPeerCallback? verifyPeerCallback)
    {
        if (rootCertificates is not null || keyCertificatePair is not null || verifyPeerCallback is not null)
            throw new InvalidOperationException(
                "SslCredentials with arguments are not supported by GrpcChannel. Set certificates and checks in SocketsHttpHandler.SslOptions.");
        IsSecure = true;
    }

    public override void SetCompositeCredentials(object state, ChannelCredentials channelCredentials, CallCredentials callCredentials)
    {
        channelCredentials.InternalPopulateConfiguration(this, state);
        CallCredentials = callCredentials;
    }
}
