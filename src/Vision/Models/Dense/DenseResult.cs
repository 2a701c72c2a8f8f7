namespace Fuse3D.Vision.Models.Dense;

/// <summary>A class for every pixel.</summary>
/// <param name="Branches">[Height, Width] classes by each branch, in the order of the modalities; a single one where branches join</param>
/// <param name="Ensemble">[Height, Width] classes by all together</param>
/// <param name="Exchange">what the branches exchanged; none unless asked for</param>
public sealed record SegmentationResult(int Width, int Height, IReadOnlyList<byte[]> Branches, byte[] Ensemble, IReadOnlyList<ExchangedPlace> Exchange);

/// <summary>A view in another domain.</summary>
/// <param name="Branches">[3, Height, Width] in -1..1 by each branch, in the order of the inputs</param>
/// <param name="Ensemble">[3, Height, Width] in -1..1 by all together</param>
/// <param name="Exchange">what the branches exchanged; none unless asked for</param>
public sealed record TranslationResult(int Width, int Height, IReadOnlyList<float[]> Branches, float[] Ensemble, IReadOnlyList<ExchangedPlace> Exchange);
