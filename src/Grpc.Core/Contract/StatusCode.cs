namespace Grpc.Core;

/// <summary>How a call ended: the seventeen codes of the gRPC specification, with their numbers on the wire.</summary>
public enum StatusCode
{
    /// <summary>The call succeeded.</summary>
    OK = 0,

    /// <summary>The call was cancelled, usually by the caller.</summary>
    Cancelled = 1,

    /// <summary>The cause is not known, or has no code of its own.</summary>
    Unknown = 2,

    /// <summary>An argument is wrong whatever the state of the system.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed before the call ended.</summary>
    DeadlineExceeded = 4,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>What was to be created exists already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and not allowed to do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota, a size limit or a disk is exhausted.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in a state that allows the call.</summary>
    FailedPrecondition = 9,

    /// <summary>The call was aborted, typically by a conflict; the caller may retry at a higher level.</summary>
    Aborted = 10,

    /// <summary>A position is past the valid range.</summary>
    OutOfRange = 11,

    /// <summary>The method does not exist or is not enabled.</summary>
    Unimplemented = 12,

    /// <summary>An invariant of the system is broken.</summary>
    Internal = 13,

    /// <summary>The service cannot be reached now; a retry may succeed.</summary>
    Unavailable = 14,

    /// <summary>Data is lost or damaged for good.</summary>
    DataLoss = 15,

    /// <summary>The caller is not known.</summary>
    Unauthenticated = 16,
}
