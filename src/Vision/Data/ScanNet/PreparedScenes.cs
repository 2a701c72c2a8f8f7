namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>Scenes of the folder scannet_train_detection_data. Pictures need the scans' text files too, for the alignment.</summary>
/// <param name="split">as <see cref="ScanNetPaths.Split(string)"/> takes it</param>
internal sealed class PreparedScenes(string root, string split) : IScanNetSource
{
    private readonly ScanNetPaths _paths = new(root);

    public string Folder => Path.Combine(_paths.Root, ScanNetPaths.Prepared);

    public IReadOnlyList<string> Ids => _paths.Split(split, OnDisk(), $"{ScanNetPaths.Prepared}/*_vert.npy");

    public ScanNetScene Read(string id) => ScanNetPrepared.Read(Path.Combine(Folder, id));

    public ScanNetFrames? Frames(string id) => _paths.OpenFrames(id);

    private IEnumerable<string> OnDisk() => Directory.Exists(Folder)
        ? Directory.EnumerateFiles(Folder, "*_vert.npy").Select(f => Path.GetFileName(f)[..^"_vert.npy".Length])
        : throw new InvalidInputException($"'{_paths.Root}' has no folder {ScanNetPaths.Prepared}", "data.root");
}
