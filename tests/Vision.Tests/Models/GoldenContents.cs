using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Models;

/// <summary>Golden cases told apart by what they hold, where several sorts share the first part of their names.</summary>
internal static class GoldenContents
{
    /// <summary>The cases of a kind that hold all of some arrays; the placeholder where there is none.</summary>
    public static TheoryData<string> Of(string kind, params string[] arrays)
    {
        string[] all = [.. GoldenCases.Of(kind).Cast<object[]>().Select(row => (string)row[0])];
        string[] found = [.. all.Where(name => Holds(name, arrays))];
        return [.. found.Length > 0 ? found : [GoldenCases.Missing]];
    }

    private static bool Holds(string name, string[] arrays)
    {
        string path = Path.Combine(GoldenCases.Folder, name + ".safetensors");
        if (!File.Exists(path))
            return false;
        using var file = SafetensorsFile.Open(path);
        return arrays.All(array => file.TryGet(array, out _));
    }
}
