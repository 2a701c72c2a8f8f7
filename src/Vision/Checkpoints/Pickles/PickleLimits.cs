namespace Fuse3D.Vision.Checkpoints.Pickles;

/// <summary>How much one pickle may hold. Whatever it holds more is refused, with the offset where it went too far.</summary>
public sealed record PickleLimits
{
    /// <summary>Bytes of the pickle itself, without arrays that lie beside it.</summary>
    public long MaxBytes { get; init; } = 1L << 30;

    /// <summary>Operations that are carried out, and so values that are made.</summary>
    public int MaxOperations { get; init; } = 50_000_000;

    /// <summary>Values that are remembered for a second use.</summary>
    public int MaxMemo { get; init; } = 20_000_000;

    /// <summary>Containers inside containers.</summary>
    public int MaxDepth { get; init; } = 100;

    /// <summary>Bytes of one text, number or run of bytes.</summary>
    public int MaxBlockBytes { get; init; } = 1 << 28;

    /// <summary>Items of one list, tuple or dictionary.</summary>
    public int MaxItems { get; init; } = 10_000_000;

    /// <summary>Values that a walk over the whole finds; a value that is used twice counts twice.</summary>
    public long MaxValues { get; init; } = 100_000_000;

    /// <summary>For files that describe a data set.</summary>
    public static PickleLimits Data { get; } = new();

    /// <summary>For checkpoints, whose arrays lie beside the pickle.</summary>
    public static PickleLimits Checkpoint { get; } = new()
    {
        MaxBytes = 1 << 28,
        MaxOperations = 5_000_000,
        MaxMemo = 2_000_000,
        MaxBlockBytes = 1 << 26,
        MaxItems = 1_000_000,
        MaxValues = 1_000_000,
    };
}
