namespace Grpc.Core;

/// <summary>What a channel knows about its connection.</summary>
public enum ConnectivityState
{
    /// <summary>Not connected, and not trying to.</summary>
    Idle,

    /// <summary>Connecting.</summary>
    Connecting,

    /// <summary>Connected.</summary>
    Ready,

    /// <summary>The last attempt failed; another one follows.</summary>
    TransientFailure,

    /// <summary>The channel is closed.</summary>
    Shutdown,
}
