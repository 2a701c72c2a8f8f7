using Fuse3D.Vision;
using Fuse3D.Vision.Fusion;
using Grpc.Core;

namespace Fuse3D.ServiceDefaults.Frames;

/// <summary>What a caller is told about a failure. Causes inside the service are not for the wire.</summary>
/// <param name="Field">the request's field at fault; empty: none</param>
/// <param name="IsInternal">the service is at fault, and its log must have the cause</param>
public sealed record FrameFailure(StatusCode Code, string Message, string Field = "", bool IsInternal = false)
{
    public static FrameFailure Of(Exception failure) => failure switch
    {
        InvalidInputException e => new(StatusCode.InvalidArgument, e.Message, e.Field ?? ""),
        RpcException e => new(e.StatusCode, e.Status.Detail),
        StageDeadlineException e => new(StatusCode.DeadlineExceeded, e.Message),
        BranchUnavailableException e => new(StatusCode.Unavailable, e.Message),
        FrameLostException e => new(StatusCode.Aborted, e.Message),
        OperationCanceledException => new(StatusCode.Cancelled, "the call was cancelled"),
        _ => new(StatusCode.Internal, "the frame failed; the server's log has the cause", IsInternal: true),
    };

    public V1.FrameStatus ToWire() => new() { Code = (int)Code, Message = Message, Field = Field };
}
