namespace Fuse3D.ServiceDefaults.Exchange;

/// <summary>The other side of a session said something that the protocol does not allow.</summary>
public sealed class ExchangeProtocolException(string message) : Exception(message);
