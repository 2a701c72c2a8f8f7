using Fuse3D.Vision.Data.Checks;

namespace Fuse3D.Vision.Data.Dense;

/// <summary>A split as a check goes through it.</summary>
internal interface IDenseSplit
{
    IReadOnlyList<string> Ids { get; }

    /// <summary>Files that belong to a frame or view, below the root.</summary>
    IEnumerable<string> FilesOf(string id);

    /// <summary>Reads all of them and counts what they hold.</summary>
    /// <exception cref="InvalidInputException">one is damaged, or they do not fit each other</exception>
    void Look(string id, CheckNotes notes);
}
