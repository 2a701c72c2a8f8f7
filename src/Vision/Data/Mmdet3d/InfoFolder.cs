namespace Fuse3D.Vision.Data.Mmdet3d;

/// <summary>The folder of a data set that mmdetection3d prepared.</summary>
/// <remarks>sunrgbd_infos_train.pkl or scannet_infos_train.pkl, points/, and beside them what the data set has.</remarks>
/// <param name="Root">the folder</param>
/// <param name="Classes">of the data set; its name is the first part of the info files' names</param>
internal sealed record InfoFolder(string Root, ObjectClasses Classes)
{
    public const string Points = "points", InstanceMasks = "instance_mask", SemanticMasks = "semantic_mask";

    /// <summary>Where SUN RGB-D's pictures may be.</summary>
    public static IReadOnlyList<string> Pictures { get; } = ["sunrgbd_trainval/image", "image"];

    /// <summary>The info file of a split; nothing says that it exists.</summary>
    public string InfoPath(string split) => Path.Combine(Root, $"{Classes.Name}_infos_{split}.pkl");

    public InfoFile Open(string split) => File.Exists(InfoPath(split))
        ? new InfoFile(InfoPath(split), Classes)
        : throw new InvalidInputException($"'{Root}' has no {Path.GetFileName(InfoPath(split))}", "data.split");

    /// <summary>A file that an entry names, with or without its folder.</summary>
    /// <param name="folders">where it may be, below the root</param>
    /// <returns>where it is; where it should be, when it is nowhere</returns>
    public string Locate(string name, params IEnumerable<string> folders)
    {
        string[] parts = name.Replace('\\', '/').Split('/');
        if (Path.IsPathRooted(name) || parts.Contains(".."))
            throw new InvalidInputException($"{InfoPath("*")}: '{name}' leads out of the data set");
        string[] places = [.. folders.Select(folder => Path.Combine(Root, folder, parts[^1])), Path.Combine(Root, name)];
        return places.FirstOrDefault(File.Exists) ?? places[0];
    }
}
