namespace Grpc.Core;

/// <summary>Says whether the peer of a TLS connection is accepted.</summary>
public delegate bool VerifyPeerCallback(VerifyPeerContext context);

/// <summary>The peer of a TLS connection.</summary>
public class VerifyPeerContext
{
    internal VerifyPeerContext(string targetName, string peerPem)
    {
        TargetName = targetName;
        PeerPem = peerPem;
    }

    /// <summary>The name that was dialled.</summary>
    public string TargetName { get; }

    /// <summary>The peer's certificate, PEM.</summary>
    public string PeerPem { get; }
}
