using System.Globalization;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>scannetv2-labels.combined.tsv: which class of the NYU40 list a raw category belongs to.</summary>
internal sealed class ScanLabelMap
{
    private readonly Dictionary<string, int> _nyu40 = new(StringComparer.Ordinal);
    private readonly string _path;

    /// <param name="path">tab-separated; its first line names the columns, raw_category and nyu40id among them</param>
    public ScanLabelMap(string path)
    {
        _path = path;
        string[] lines = FrameFiles.Lines(path);
        string[] columns = lines.Length > 0 ? lines[0].Split('\t') : [];
        int raw = Array.IndexOf(columns, "raw_category"), id = Array.IndexOf(columns, "nyu40id");
        if (raw < 0 || id < 0)
            throw new InvalidInputException($"{path}: its first line names no columns 'raw_category' and 'nyu40id'");
        for (int i = 1; i < lines.Length; i++)
        {
            string[] cells = lines[i].Split('\t');
            if (cells.Length <= Math.Max(raw, id) || !int.TryParse(cells[id], CultureInfo.InvariantCulture, out int nyu40))
                throw new InvalidInputException($"{path}, line {i + 1}: no nyu40id of a raw category");
            _nyu40[cells[raw]] = nyu40;
        }
    }

    /// <exception cref="InvalidInputException">the map has no such category</exception>
    public int Nyu40(string rawCategory) => _nyu40.TryGetValue(rawCategory, out int id)
        ? id
        : throw new InvalidInputException($"{_path}: no category '{rawCategory}'");
}
