namespace Grpc.Net.Client.Internal;

/// <summary>Who ended a call before its time.</summary>
internal enum CancelCause
{
    /// <summary>Nobody; if the call's token fired nevertheless, its deadline did.</summary>
    None,

    /// <summary>The caller's token.</summary>
    Token,

    /// <summary>The caller disposed the call.</summary>
    Dispose,

    /// <summary>The channel was disposed.</summary>
    Channel,
}
