using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Dense;

/// <summary>One of the forms in which Taskonomy shows a view.</summary>
/// <param name="Name">of its folder</param>
/// <param name="Largest">stored value (or its logarithm) that becomes 255; 0: values are 8-bit already</param>
/// <param name="Logarithm">the logarithm of the stored value plus 1 is what is shown</param>
public sealed record TaskonomyDomain(string Name, double Largest = 0, bool Logarithm = false)
{
    private const double LargestLogarithm = 11.1;

    /// <summary>By the numbers that the published code gives them.</summary>
    public static IReadOnlyList<TaskonomyDomain> All { get; } =
    [
        new("rgb"), new("normal"), new("reshading"), new("depth_euclidean", LargestLogarithm, Logarithm: true),
        new("depth_zbuffer", LargestLogarithm, Logarithm: true), new("principal_curvature"), new("edge_occlusion", 11_584),
        new("edge_texture", 11_355), new("segment_unsup2d"), new("segment_unsup25d"),
    ];

    /// <exception cref="InvalidInputException">there is none of this name</exception>
    public static TaskonomyDomain Of(string name) => All.FirstOrDefault(domain => domain.Name == name)
        ?? throw new InvalidInputException($"'{name}' is no domain of Taskonomy; known: {string.Join(", ", All.Select(d => d.Name))}", "domain");

    /// <summary>The domain's picture as translation takes it: one channel gives grey, scaled and cut to whole numbers; colours stay as they are.</summary>
    /// <remarks>Values above the largest are drawn to 255, where the published code lets them start again from 0.</remarks>
    /// <param name="file">or field, named in errors</param>
    /// <exception cref="InvalidInputException">16-bit values in colours, or in a domain of 8-bit ones</exception>
    public Picture Decode(Raster<ushort> stored, string file)
    {
        TaskonomyDomain domain = stored.Channels == 1 ? this : this with { Largest = 0, Logarithm = false };
        Raster<ushort> colours = stored.Spread(3);
        return new(stored.Width, stored.Height, Array.ConvertAll(colours.Values, value => domain.Byte(value, file)));
    }

    private byte Byte(ushort value, string file)
    {
        double shown = Logarithm ? Math.Log(1.0 + value) : value;
        if (Largest > 0)
            shown = Math.Min(shown * 255 / Largest, 255);
        return shown <= 255 ? (byte)shown : throw new InvalidInputException($"{file}: {value} in a picture of {Name}, which has 8 bits");
    }
}
