using System.Text;

namespace Fuse3D.Vision.Checkpoints;

/// <summary>How a checkpoint fits a module.</summary>
/// <param name="Source">the checkpoint</param>
/// <param name="Loaded">tensors that were set</param>
/// <param name="Missing">names that the module has and the checkpoint lacks</param>
/// <param name="Unexpected">names that the checkpoint has and the module lacks</param>
/// <param name="Misshapen">names of both whose shapes differ, with the two shapes</param>
public sealed record LoadReport(
    string Source, int Loaded, IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected, IReadOnlyList<string> Misshapen)
{
    private const int Shown = 8;

    public bool IsComplete => Missing.Count + Unexpected.Count + Misshapen.Count == 0;

    /// <exception cref="InvalidInputException">something does not fit; the message lists it</exception>
    public void ThrowUnlessComplete()
    {
        if (!IsComplete)
            throw new InvalidInputException(ToString());
    }

    public override string ToString()
    {
        var text = new StringBuilder($"{Source}: {Loaded} tensors fit");
        List(text, "missing", Missing);
        List(text, "unexpected", Unexpected);
        List(text, "of another shape", Misshapen);
        return text.ToString();
    }

    private static void List(StringBuilder text, string what, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            return;
        text.Append($"; {names.Count} {what}: {string.Join(", ", names.Take(Shown))}");
        if (names.Count > Shown)
            text.Append($" and {names.Count - Shown} more");
    }
}
