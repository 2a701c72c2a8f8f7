using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>What a fused detector says of one frame, before boxes are decoded.</summary>
/// <param name="Points">the 3D heads</param>
/// <param name="Image">the 2D heads; null when the image branch gave none</param>
/// <param name="SeedXyz">[P, 3] the seeds in network axes</param>
/// <param name="Patches">where the seeds fall in the views; null without an exchange</param>
/// <param name="Exchange">which tokens were exchanged; null when none were</param>
/// <param name="Missing">why the image branch's part is missing; null when the answer is whole</param>
/// <param name="Times">how long each stage took</param>
public sealed record FusedFrame(
    PointHeads Points, ImageHeads? Image, Tensor SeedXyz, PatchMap? Patches, TokenExchange? Exchange, string? Missing, StageTimes Times)
    : IDisposable
{
    /// <summary>The image branch was absent, late or failing, so that some or all of its part is missing.</summary>
    public bool Degraded => Missing is not null;

    public void Dispose()
    {
        Points.Dispose();
        Image?.Dispose();
        SeedXyz.Dispose();
        Exchange?.Dispose();
    }
}

/// <summary>Milliseconds from the frame's start until each stage was done; stages of the two branches overlap.</summary>
/// <param name="Seeds">backbone, candidates, key tokens</param>
/// <param name="Scores">projection of the seeds into the views, scores of all layers</param>
/// <param name="Tokens">the last exchange layer's tokens arrived and are projected</param>
/// <param name="Decoded">decoder and 3D heads</param>
/// <param name="Total">2D heads too</param>
public sealed record StageTimes(double Seeds, double Scores, double Tokens, double Decoded, double Total);
