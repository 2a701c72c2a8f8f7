namespace Grpc.Core;

/// <summary>How a call ended, and why.</summary>
public struct Status
{
    /// <summary>OK, without a detail.</summary>
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");

    /// <summary>Cancelled, without a detail.</summary>
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "");

    /// <summary>A status without a local exception.</summary>
    public Status(StatusCode statusCode, string detail)
        : this(statusCode, detail, null)
    {
    }

    /// <param name="statusCode">The code.</param>
    /// <param name="detail">Text for the caller; travels as <c>grpc-message</c>.</param>
    /// <param name="debugException">What this process saw; never sent to the peer.</param>
    public Status(StatusCode statusCode, string detail, Exception? debugException)
    {
        StatusCode = statusCode;
        Detail = detail;
        DebugException = debugException;
    }

    /// <summary>The code.</summary>
    public StatusCode StatusCode { get; }

    /// <summary>Text for the caller.</summary>
    public string Detail { get; }

    /// <summary>The local exception behind the status, where there is one.</summary>
    public Exception? DebugException { get; }

    /// <inheritdoc/>
    public override readonly string ToString() => DebugException is null
        ? $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")"
        : $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\", DebugException=\"{DebugException.GetType()}: {DebugException.Message}\")";
}
