namespace Grpc.Core;

/// <summary>For channel implementations: is told what kind of credentials a channel has.</summary>
public abstract class ChannelCredentialsConfiguratorBase
{
    /// <summary>The channel is in clear text.</summary>
    public abstract void SetInsecureCredentials(object state);

    /// <summary>The channel is TLS.</summary>
    public abstract void SetSslCredentials(
        object state, string? rootCertificates, KeyCertificatePair? keyCertificatePair, VerifyPeerCallback? verifyPeerCallback);

    /// <summary>The channel has call credentials too.</summary>
    public abstract void SetCompositeCredentials(object state, ChannelCredentials channelCredentials, CallCredentials callCredentials);
}
