using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>Scenes of the folder scans, as ScanNet is published, prepared while they are read.</summary>
internal sealed class RawScans : IScanNetSource
{
    public const string Mesh = "_vh_clean_2.ply", Groups = ".aggregation.json", Segments = "_vh_clean_2.0.010000.segs.json";
    public const string LabelMapName = "scannetv2-labels.combined.tsv";
    private readonly ScanNetPaths _paths;
    private readonly string _split;
    private readonly Lazy<ScanLabelMap> _labels;

    /// <param name="root">holds scans/, the label map (also in meta_data/) and meta_data/</param>
    /// <param name="split">as <see cref="ScanNetPaths.Split(string)"/> takes it</param>
    public RawScans(string root, string split)
    {
        (_paths, _split) = (new ScanNetPaths(root), split);
        _labels = new Lazy<ScanLabelMap>(() => new ScanLabelMap(FindLabelMap(root) ?? throw new InvalidInputException(
            $"'{root}' has no {LabelMapName}, beside {ScanNetPaths.Scans}/ or in {ScanNetPaths.Meta}/", "data.root")));
    }

    /// <summary>The label map of a data set; null when there is none.</summary>
    public static string? FindLabelMap(string root) =>
        FrameFiles.Find(root, LabelMapName, $"{ScanNetPaths.Meta}/{LabelMapName}", $"{ScanNetPaths.Scans}/{LabelMapName}");

    /// <exception cref="InvalidInputException">the label map is missing or damaged, so no scene can be read</exception>
    public void RequireLabels() => _ = _labels.Value;

    public IReadOnlyList<string> Ids => _paths.Split(_split, OnDisk(), $"{ScanNetPaths.Scans}/*/*{Mesh}");

    /// <summary>
    /// The scene with at most <see cref="ScanNetPrepared.MaxPoints"/> points. Which ones does not change from reading to reading.
    /// </summary>
    public ScanNetScene Read(string id)
    {
        ScanNetScene whole = ReadWhole(id);
        return whole.Count > ScanNetPrepared.MaxPoints
            ? whole.Select(PointSampling.Draw(whole.Count, ScanNetPrepared.MaxPoints, SeededRandom.For(id, seed: 0)))
            : whole;
    }

    /// <summary>The scene with every vertex of its mesh.</summary>
    public ScanNetScene ReadWhole(string id)
    {
        string groups = _paths.Scan(id, Groups);
        var preparation = new ScanPreparation(
            ScanAnnotations.ReadGroups(groups), ScanAnnotations.ReadSegments(_paths.Scan(id, Segments)), _labels.Value, groups);
        return preparation.Prepare(PointCloudFile.Read(_paths.Scan(id, Mesh)), _paths.Alignment(id));
    }

    public ScanNetFrames? Frames(string id) => _paths.OpenFrames(id);

    private IEnumerable<string> OnDisk()
    {
        string scans = Path.Combine(_paths.Root, ScanNetPaths.Scans);
        return Directory.Exists(scans)
            ? Directory.EnumerateDirectories(scans).Select(f => Path.GetFileName(f)).Where(id => File.Exists(_paths.Scan(id, Mesh)))
            : throw new InvalidInputException($"'{_paths.Root}' has no folder {ScanNetPaths.Scans}", "data.root");
    }
}
