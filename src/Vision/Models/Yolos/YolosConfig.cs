namespace Fuse3D.Vision.Models.Yolos;

/// <summary>Every value that shapes a YOLOS detector.</summary>
public sealed record YolosConfig
{
    public const int Patch = 16;                    // pixels on a side of a patch

    public required int Width { get; init; }        // channels of a token, divisible by Heads
    public required int Heads { get; init; }
    public int Blocks { get; init; } = 12;
    public int MlpRatio { get; init; } = 4;
    public int DetectionTokens { get; init; } = 100;
    public int Classes { get; init; } = 91;         // without "no object"; 91 are COCO's ids

    /// <summary>Picture size in pixels that the position table is made for.</summary>
    public required PictureSize InitSize { get; init; }

    /// <summary>The same for the tables that follow every block but the last, where there are any.</summary>
    public PictureSize? MidSize { get; init; }

    /// <summary>Share of samples whose last block is skipped in training; it rises evenly from 0 at the first.</summary>
    public double DropPath { get; init; }

    public static YolosConfig Tiny { get; } = new() { Width = 192, Heads = 3, InitSize = new(800, 1333) };
    public static YolosConfig Small { get; } = new() { Width = 384, Heads = 6, InitSize = new(512, 864), MidSize = new(512, 864) };
    public static YolosConfig SmallDWr { get; } = Small with { Width = 330, Blocks = 14 };
    public static YolosConfig Base { get; } = new() { Width = 768, Heads = 12, InitSize = new(800, 1344), MidSize = new(800, 1344) };

    /// <summary>Rows of a position table made for one picture size: the class token, the patches, the detection tokens.</summary>
    public int TableRows(PictureSize size) => 1 + size.PatchRows * size.PatchColumns + DetectionTokens;
}

/// <summary>A picture's size in pixels.</summary>
public readonly record struct PictureSize(int Height, int Width)
{
    public int PatchRows => Height / YolosConfig.Patch;

    public int PatchColumns => Width / YolosConfig.Patch;

    public int Patches => PatchRows * PatchColumns;
}
