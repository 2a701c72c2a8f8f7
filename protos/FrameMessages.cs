using Google.Protobuf.Collections;

namespace Fuse3D.V1;

/// <summary>A frame on its way to a service: what streams read of it, whatever it holds.</summary>
public interface IFrameRequest
{
    Header? Header { get; }

    StreamOptions? Stream { get; }
}

/// <summary>The answer to a frame: what streams write of it, whatever it holds.</summary>
public interface IFrameReply
{
    Header? Header { get; set; }

    FrameStatus? Status { get; set; }

    string ModelName { get; }

    RepeatedField<StageLatency> StageLatency { get; }

    ulong DroppedBefore { get; set; }
}

public sealed partial class DetectRequest : IFrameRequest;

public sealed partial class DetectReply : IFrameReply;

public sealed partial class DenseRequest : IFrameRequest;

public sealed partial class DenseReply : IFrameReply;
