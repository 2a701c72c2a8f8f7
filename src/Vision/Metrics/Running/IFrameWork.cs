namespace Fuse3D.Vision.Metrics.Running;

/// <summary>The frames of a split, and how each is answered.</summary>
public interface IFrameWork
{
    /// <summary>Frames of the split, in its order.</summary>
    IReadOnlyList<string> Ids { get; }

    /// <summary>Reads frames, shows them to the network and decodes what it says.</summary>
    /// <returns>one per frame, in their order; a bad frame says why and does not end the run</returns>
    Task<IReadOnlyList<FrameOutcome>> AnswerAsync(IReadOnlyList<FrameKey> frames, CancellationToken cancel);
}
