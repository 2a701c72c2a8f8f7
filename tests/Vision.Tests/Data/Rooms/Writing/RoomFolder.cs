using System.Security.Cryptography;
using Fuse3D.Vision.Data.Rooms.Writing;

namespace Fuse3D.Vision.Tests.Data.Rooms.Writing;

/// <summary>Generated rooms in a folder that goes away with the test.</summary>
internal static class RoomFolder
{
    public static GenerationOptions Options(params string[] layouts) => new()
    {
        Scenes = 5,
        Validation = 2,
        Seed = 7,
        Layouts = layouts,
        Width = 96,
        Height = 72,
        Points = 3_000,
        Views = 4,
        Least = new(20, 0.05),
        Threads = 2,
    };

    public static ScratchFolder Make(GenerationOptions options)
    {
        var folder = new ScratchFolder();
        RoomGeneration.Run(folder.Path, options, new BoxRoomStudio(options.Width, options.Height));
        return folder;
    }

    /// <summary>Name and hash of every file, in the order of the names.</summary>
    public static string[] Hashes(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal).Select(f => $"{Path.GetRelativePath(folder, f)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))}")];
}
