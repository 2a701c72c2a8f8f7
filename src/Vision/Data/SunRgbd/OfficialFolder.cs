namespace Fuse3D.Vision.Data.SunRgbd;

/// <summary>Where things are in the official release, unpacked; docs/datasets.md shows the tree.</summary>
/// <param name="root">the folder with the metadata and SUNRGBD, or the one above, where it is called OFFICIAL_SUNRGBD</param>
internal sealed class OfficialFolder(string root)
{
    private const string Toolbox = "SUNRGBDtoolbox", Tree = "SUNRGBD/";

    public string Root { get; } = Directory.Exists(Path.Combine(root, "OFFICIAL_SUNRGBD")) ? Path.Combine(root, "OFFICIAL_SUNRGBD") : root;

    /// <summary>Cameras, paths and v2 boxes.</summary>
    public string Boxes => Path.Combine(Root, "SUNRGBDMeta3DBB_v2.mat");

    /// <summary>v2 boxes in pictures.</summary>
    public string PictureBoxes => Path.Combine(Root, "SUNRGBDMeta2DBB_v2.mat");

    /// <summary>v1 boxes, in space and in pictures.</summary>
    public string FirstBoxes => Path.Combine(Root, Toolbox, "Metadata", "SUNRGBDMeta.mat");

    public string Splits => Path.Combine(Root, Toolbox, "traintestSUNRGBD", "allsplit.mat");

    /// <summary>A path of the metadata without the folders of the machine that it was written on: from "SUNRGBD/" on.</summary>
    /// <exception cref="InvalidInputException">it leads elsewhere</exception>
    public static string Relative(string recorded)
    {
        int start = recorded.IndexOf(Tree, StringComparison.Ordinal);
        if (start < 0 || recorded.Contains("..", StringComparison.Ordinal))
            throw new InvalidInputException($"path '{recorded}' does not lead into SUNRGBD/");
        return recorded[start..].TrimEnd('/');
    }

    /// <param name="relative">as <see cref="Relative"/> gives it</param>
    public string At(string relative) => Path.Combine(Root, relative);
}
