namespace Fuse3D.Vision.Data.Checks;

/// <summary>Knows what one layout of a data set must hold.</summary>
public interface IDatasetCheck
{
    /// <summary>As <see cref="DatasetFactory"/> calls it.</summary>
    string Layout { get; }

    /// <summary>Whether a folder looks like this layout, complete or not; looks at names only.</summary>
    bool Recognises(string root);

    /// <summary>Parts that cover everything together and may be looked at side by side, in any order.</summary>
    IReadOnlyList<CheckPart> Parts(string root, DatasetOptions options);
}

/// <summary>A part of a data set that can be checked alone: a frame, a scan, a list.</summary>
/// <param name="Name">for progress and order: "frame 000017"</param>
/// <param name="Look">
/// notes what is there and what is wrong; an <see cref="InvalidInputException"/> that it throws becomes a problem of the part
/// </param>
public sealed record CheckPart(string Name, Action<CheckNotes> Look);

/// <summary>Something wrong in a data set.</summary>
/// <param name="Path">relative to the data set's root, with forward slashes</param>
/// <param name="Message">what is wrong there</param>
public sealed record DatasetProblem(string Path, string Message);
