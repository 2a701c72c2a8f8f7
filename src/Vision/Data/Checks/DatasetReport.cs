namespace Fuse3D.Vision.Data.Checks;

/// <summary>What is in a data set, and what is wrong with it.</summary>
/// <param name="Layout">as <see cref="DatasetFactory"/> calls it</param>
/// <param name="Facts">about the whole: the label version, ...</param>
/// <param name="Counts">tables of tallies: "frames", "objects", "picture sizes", ...</param>
/// <param name="Bytes">of the files that were looked at</param>
/// <param name="Problems">in the order of the parts</param>
/// <param name="Complete">false when it stopped at the first problem</param>
public sealed record DatasetReport(
    string Layout,
    IReadOnlyDictionary<string, string> Facts,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Counts,
    long Bytes,
    IReadOnlyList<DatasetProblem> Problems,
    bool Complete)
{
    internal static DatasetReport From(string layout, IReadOnlyList<CheckNotes> parts, bool complete)
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in parts.SelectMany(p => p.Facts))
            facts[name] = value;
        var counts = parts.SelectMany(p => p.Counts).GroupBy(c => c.Key.Table).OrderBy(t => t.Key, StringComparer.Ordinal).ToDictionary(
            table => table.Key,
            table => (IReadOnlyDictionary<string, long>)table.GroupBy(c => c.Key.Key).OrderBy(k => k.Key, StringComparer.Ordinal)
                .ToDictionary(k => k.Key, k => k.Sum(c => c.Value)));
        return new DatasetReport(
            layout, facts, counts, parts.Sum(p => p.Bytes), [.. parts.SelectMany(p => p.Problems)], complete);
    }
}
