namespace Grpc.Core;

/// <summary>A certificate chain and its private key, both PEM.</summary>
public sealed class KeyCertificatePair
{
    /// <summary>Makes a pair.</summary>
    public KeyCertificatePair(string certificateChain, string privateKey)
    {
        ArgumentNullException.ThrowIfNull(certificateChain);
        ArgumentNullException.ThrowIfNull(privateKey);
        CertificateChain = certificateChain;
        PrivateKey = privateKey;
    }

    /// <summary>PEM certificates.</summary>
    public string CertificateChain { get; }

    /// <summary>PEM key.</summary>
    public string PrivateKey { get; }
}
