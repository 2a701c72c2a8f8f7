namespace Fuse3D.Vision.Fusion;

/// <summary>A branch is absent, late or failing: the frame can be answered without it, or not at all.</summary>
/// <param name="branch">"points" or "image"</param>
/// <param name="reason">for a person: what the branch did, or did not do</param>
public sealed class BranchUnavailableException(string branch, string reason, Exception? innerException = null)
    : Exception($"the {branch} branch is not available: {reason}", innerException)
{
    public string Branch { get; } = branch;

    public string Reason { get; } = reason;
}
