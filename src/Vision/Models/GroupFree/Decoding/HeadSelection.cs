using System.Globalization;

namespace Fuse3D.Vision.Models.GroupFree.Decoding;

/// <summary>Which heads boxes are read from: one, or several whose candidates are decoded together.</summary>
/// <param name="Name">as it was asked for</param>
/// <param name="Prefixes">of the heads' outputs, in the order in which candidates are joined</param>
public sealed record HeadSelection(string Name, IReadOnlyList<string> Prefixes)
{
    /// <summary>Reads "last", "proposal", "0" to "L-2" (also "0head"), "last_three" or "all_layers", in the official evaluation's order.</summary>
    /// <param name="layers">L, decoder layers of the network</param>
    /// <exception cref="InvalidInputException">there is no such head; the message names those there are</exception>
    public static HeadSelection Parse(string name, int layers)
    {
        int[] inner = [.. Enumerable.Range(0, layers - 1)];
        return name switch
        {
            "last" => Single(layers - 1),
            "proposal" => Single(-1),
            "last_three" when layers >= 3 => Joined([layers - 1, layers - 2, layers - 3]),
            "all_layers" => Joined([layers - 1, -1, .. inner]),
            _ when int.TryParse(name.EndsWith("head", StringComparison.Ordinal) ? name[..^4] : name, NumberStyles.None, CultureInfo.InvariantCulture, out int layer)
                && layer < layers - 1 => Single(layer),
            _ => throw new InvalidInputException(
                $"there is no head '{name}' in a network of {layers} layers; there are last, proposal{string.Concat(inner.Select(layer => $", {layer}"))}, "
                + $"{(layers >= 3 ? "last_three, " : "")}all_layers", "heads"),
        };

        HeadSelection Single(int layer) => Joined([layer]);
        HeadSelection Joined(int[] heads) => new(name, [.. heads.Select(layer => HeadOutput.Prefix(layer, layers))]);
    }
}
