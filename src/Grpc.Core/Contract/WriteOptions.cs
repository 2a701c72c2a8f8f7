namespace Grpc.Core;

/// <summary>Hints for the next message.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>The message may wait in a buffer for the next one.</summary>
    BufferHint = 1,

    /// <summary>Do not compress the message, even when the call has a compression.</summary>
    NoCompress = 2,
}

/// <summary>How the next message is written.</summary>
public class WriteOptions
{
    /// <summary>No flags.</summary>
    public static readonly WriteOptions Default = new();

    /// <param name="flags">Hints for the next message.</param>
    public WriteOptions(WriteFlags flags = default) => Flags = flags;

    /// <summary>Hints for the next message.</summary>
    public WriteFlags Flags { get; }
}
