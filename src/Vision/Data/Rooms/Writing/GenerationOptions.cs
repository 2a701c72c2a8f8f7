using Fuse3D.Vision.Data.Rooms.Furnishing;

namespace Fuse3D.Vision.Data.Rooms.Writing;

/// <summary>What is made of generated rooms.</summary>
public sealed record GenerationOptions
{
    /// <summary>Names of the layouts that can be written.</summary>
    public static IReadOnlyList<string> Known { get; } = ["sunrgbd", "scannet", "nyudv2", "taskonomy"];

    /// <summary>The most rooms: ScanNet's names count them with four digits.</summary>
    public const int MostScenes = 9_999;

    /// <summary>Rooms of all splits.</summary>
    public required int Scenes { get; init; }

    /// <summary>Of <see cref="Scenes"/>, the rooms of the validation split.</summary>
    public required int Validation { get; init; }

    /// <summary>Of <see cref="Scenes"/>, the rooms of the test split.</summary>
    public int Test { get; init; }

    public ulong Seed { get; init; }

    /// <summary>How rooms are furnished.</summary>
    public RoomOptions Rooms { get; init; } = new();

    /// <summary>One: its files lie in the folder itself. Several: each has a folder of its name inside.</summary>
    public IReadOnlyList<string> Layouts { get; init; } = ["sunrgbd"];

    /// <summary>Pixels of pictures and depth.</summary>
    public int Width { get; init; } = 320;

    public int Height { get; init; } = 240;

    /// <summary>Pictures of a room in ScanNet's layout.</summary>
    public int Views { get; init; } = 12;

    /// <summary>Points of a room in SUN RGB-D's layout.</summary>
    public int Points { get; init; } = 50_000;

    /// <summary>Objects of which less is seen are not in the labels.</summary>
    public LeastSeen Least { get; init; } = new(60, 0.05);

    /// <summary>Rooms made side by side.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Told after every room; called from many threads.</summary>
    public Action<GenerationProgress>? Progress { get; init; }
}

/// <param name="Done">rooms that are there</param>
/// <param name="All">rooms that will be there</param>
/// <param name="Looks">pictures made now</param>
public readonly record struct GenerationProgress(int Done, int All, int Looks);

/// <summary>What a generation did.</summary>
/// <param name="Roots">the data sets' folders</param>
/// <param name="Made">rooms that were made now; the others were there already</param>
/// <param name="Looks">pictures that were made now</param>
public sealed record GenerationReport(IReadOnlyList<string> Roots, int Scenes, int Made, int Looks);
