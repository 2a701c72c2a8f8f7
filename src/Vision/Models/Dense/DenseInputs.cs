using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Models.Dense;

/// <summary>Checks what a network of several modalities is given, by the names that callers know.</summary>
public static class DenseInputs
{
    /// <summary>Brings what came by name into the model's order.</summary>
    /// <param name="wanted">the model's modalities</param>
    /// <param name="given">in any order</param>
    /// <exception cref="InvalidInputException">one is missing, unknown or there twice</exception>
    public static IReadOnlyList<T> InOrder<T>(IReadOnlyList<string> wanted, IReadOnlyList<(string Name, T Value)> given)
    {
        for (int i = 0; i < given.Count; i++)
        {
            string name = given[i].Name;
            if (!wanted.Contains(name))
                throw new InvalidInputException($"modalities[{i}].name: the model takes no '{name}'; it takes {string.Join(", ", wanted)}", $"modalities[{i}].name");
            if (given.Take(i).Any(before => before.Name == name))
                throw new InvalidInputException($"modalities[{i}].name: '{name}' is there twice", $"modalities[{i}].name");
        }

        return [.. wanted.Select(name => given.FirstOrDefault(one => one.Name == name) is { Name: not null } found
            ? found.Value
            : throw new InvalidInputException($"modalities: '{name}' is missing; the model takes {string.Join(", ", wanted)}", "modalities"))];
    }

    /// <summary>Depth in metres as the values that a model's pictures store: 0 is no measurement.</summary>
    /// <param name="metres">[height, width]</param>
    /// <param name="storedPerMetre">of the model's modality</param>
    public static Raster<ushort> Stored(int width, int height, float[] metres, double storedPerMetre) => new(width, height, 1, Array.ConvertAll(
        metres, value => value > 0 ? (ushort)Math.Min(Math.Round(value * storedPerMetre), ushort.MaxValue) : (ushort)0));

    /// <exception cref="InvalidInputException">another number of pictures, or pictures of several sizes</exception>
    public static void RequireOneSize(IReadOnlyList<string> names, IReadOnlyList<(int Width, int Height)> sizes)
    {
        if (sizes.Count != names.Count)
            throw new InvalidInputException($"modalities: {sizes.Count} pictures; the model takes {names.Count}: {string.Join(", ", names)}", "modalities");
        for (int i = 1; i < sizes.Count; i++)
        {
            if (sizes[i] != sizes[0])
            {
                throw new InvalidInputException(
                    $"modalities: {names[i]} has {sizes[i].Width} x {sizes[i].Height} pixels, {names[0]} has {sizes[0].Width} x {sizes[0].Height}; they must be equal", "modalities");
            }
        }
    }
}
