namespace Fuse3D.Vision.Data.Mmdet3d;

/// <summary>One split of a folder: the scenes that its info file lists.</summary>
internal sealed class InfoSplit
{
    private readonly Dictionary<string, InfoEntry> _entries = new(StringComparer.Ordinal);

    /// <exception cref="InvalidInputException">the info file is missing or damaged, or lists a scene twice</exception>
    public InfoSplit(InfoFolder folder, string split)
    {
        (Folder, InfoPath) = (folder, folder.InfoPath(split));
        foreach (InfoEntry entry in folder.Open(split).Entries)
        {
            if (!_entries.TryAdd(entry.Id, entry))
                throw new InvalidInputException($"{InfoPath}: scene {entry.Id} is there twice");
        }

        Ids = [.. _entries.Keys];
    }

    public InfoFolder Folder { get; }

    public string InfoPath { get; }

    public IReadOnlyList<string> Ids { get; }

    public InfoEntry this[string id] =>
        _entries.TryGetValue(id, out InfoEntry? entry) ? entry : throw new InvalidInputException($"{InfoPath}: no scene '{id}'");
}
