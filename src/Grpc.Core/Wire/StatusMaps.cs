namespace Grpc.Core.Wire;

/// <summary>What other protocols' errors mean as a gRPC status.</summary>
internal static class StatusMaps
{
    /// <summary>An HTTP status without a grpc-status.</summary>
    public static StatusCode FromHttp(int httpStatus) => httpStatus switch
    {
        400 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    /// <summary>An HTTP/2 error code of RST_STREAM or GOAWAY.</summary>
    public static StatusCode FromHttp2(long errorCode) => errorCode switch
    {
        0x7 => StatusCode.Unavailable,              // REFUSED_STREAM: nothing was done
        0x8 => StatusCode.Cancelled,                // CANCEL
        0xb => StatusCode.ResourceExhausted,        // ENHANCE_YOUR_CALM
        0xc => StatusCode.PermissionDenied,         // INADEQUATE_SECURITY
        _ => StatusCode.Internal,
    };

    /// <summary>The value of a grpc-status header; a number that is no code is UNKNOWN. False when it is no number.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out StatusCode code)
    {
        bool isNumber = int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int value);
        code = value is >= 0 and <= (int)StatusCode.Unauthenticated ? (StatusCode)value : StatusCode.Unknown;
        return isNumber;
    }
}
