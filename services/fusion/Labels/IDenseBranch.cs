using Fuse3D.V1;

namespace Fuse3D.Services.Fusion.Labels;

/// <summary>The model that labels the pixels of a detection's pictures: in this process, or of an image service.</summary>
internal interface IDenseBranch : IAsyncDisposable
{
    /// <summary>Null while it is not known: the service has not answered.</summary>
    DenseModelInfo? Model { get; }

    /// <summary>How the branch is, for GetInfo.</summary>
    BranchInfo ToWire();

    /// <summary>A class for every pixel.</summary>
    /// <exception cref="Vision.InvalidInputException">the pictures are not what the model takes</exception>
    /// <exception cref="Grpc.Core.RpcException">the service refused the frame, or is gone</exception>
    Task<DenseReply> SegmentAsync(DenseRequest request, DateTime deadline, CancellationToken cancel);
}
