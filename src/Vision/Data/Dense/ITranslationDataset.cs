using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Dense;

/// <summary>One split of a set of views that are there in several domains, pixel by pixel. Thread-safe.</summary>
public interface ITranslationDataset
{
    /// <summary>The layout's name.</summary>
    string Name { get; }

    /// <summary>Domains that the layout knows; a folder need not have them all.</summary>
    IReadOnlyList<string> Domains { get; }

    /// <summary>Views of the split, in its order.</summary>
    IReadOnlyList<string> Ids { get; }

    /// <summary>A view in one domain, decoded to 8-bit colours.</summary>
    /// <exception cref="InvalidInputException">no such view or domain, or its file is missing or damaged</exception>
    Picture Read(string id, string domain);

    /// <summary>A network's inputs and target. The same (id, draw) gives the same bits on every machine.</summary>
    /// <exception cref="InvalidInputException">as <see cref="Read"/>, or the domains' pictures have different sizes</exception>
    TranslationSample Draw(string id, TranslationDraw draw);
}

/// <summary>How a sample is drawn from a view.</summary>
/// <param name="Inputs">domains that are given, in the order of the network's inputs</param>
/// <param name="Target">the domain to be made</param>
/// <param name="Seed">of every random choice</param>
public sealed record TranslationDraw(IReadOnlyList<string> Inputs, string Target, ulong Seed)
{
    /// <summary>Training's random crop and mirror; else the shorter side is brought to <see cref="Crop"/>.</summary>
    public bool Augment { get; init; }

    /// <summary>Rows and columns that training crops from.</summary>
    public int Resize { get; init; } = 286;

    /// <summary>Rows and columns that the network takes.</summary>
    public int Crop { get; init; } = 256;
}

/// <summary>A network's inputs and target, in [-1, 1].</summary>
/// <param name="Inputs">[3, H, W] of each input domain</param>
/// <param name="Target">[3, H, W]</param>
public sealed record TranslationSample(string Id, int Height, int Width, IReadOnlyList<float[]> Inputs, float[] Target);
