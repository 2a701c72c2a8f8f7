using Fuse3D.Vision.Data.Checks;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Dense;

/// <summary>
/// Taskonomy's sample: a folder for each domain, lists train_domain.txt and val_domain.txt of lines such as
/// {domain}/point_407_view_2_domain_{domain}.png.
/// </summary>
internal sealed class TaskonomyViews : ITranslationDataset, IDenseSplit
{
    /// <summary>What follows a split's name in that of its list.</summary>
    public const string ListEnd = "_domain.txt";

    private const string Placeholder = "{domain}", Layout = "taskonomy";

    private readonly OrderedDictionary<string, (ListedFiles Files, string Line)> _views;
    private readonly string[] _present;

    public TaskonomyViews(string root, string split)
    {
        _views = ListedFiles.ById(ListedFiles.Lines(root, split + ListEnd).Select(l => l.Line.Contains(Placeholder, StringComparison.Ordinal)
            ? (l.Files, IdOf(l.Line), l)
            : throw l.Files.Wrong($"'{l.Line}' has no {Placeholder} where the domain's name belongs")));
        Ids = [.. _views.Keys];
        _present = [.. Domains.Where(domain => Directory.Exists(Path.Combine(root, domain)))];
    }

    public string Name => Layout;

    public IReadOnlyList<string> Domains { get; } = [.. TaskonomyDomain.All.Select(domain => domain.Name)];

    public IReadOnlyList<string> Ids { get; }

    public Picture Read(string id, string domain)
    {
        TaskonomyDomain known = TaskonomyDomain.Of(domain);
        return ViewOf(id).Files.Read(FileOf(id, domain), path => known.Decode(RasterFile.Read(path), path));
    }

    public TranslationSample Draw(string id, TranslationDraw draw)
    {
        string[] domains = [.. draw.Inputs, draw.Target];
        Picture[] stored = ReadAll(id, domains);
        TranslationAugmentation? augmentation = draw.Augment ? TranslationAugmentation.Draw(SeededRandom.For(id, draw.Seed), draw) : null;
        Picture[] drawn = [.. stored.Select(picture => augmentation?.Apply(picture, draw) ?? TranslationAugmentation.ShorterSideTo(picture, draw.Crop))];
        float[][] planes = [.. drawn.Select(TranslationAugmentation.Planes)];
        return new(id, drawn[0].Height, drawn[0].Width, planes[..^1], planes[^1]);
    }

    public IEnumerable<string> FilesOf(string id) => _present.Select(domain => FileOf(id, domain));

    public void Look(string id, CheckNotes notes)
    {
        Picture[] pictures = ReadAll(id, _present);
        notes.Count("picture sizes", $"{pictures[0].Width} x {pictures[0].Height}");
        foreach (string domain in _present)
            notes.Count("domains", domain);
    }

    private Picture[] ReadAll(string id, string[] domains)
    {
        Picture[] pictures = [.. domains.Select(domain => Read(id, domain))];
        for (int i = 1; i < pictures.Length; i++)
        {
            if ((pictures[i].Width, pictures[i].Height) != (pictures[0].Width, pictures[0].Height))
            {
                throw ViewOf(id).Files.Wrong(
                    $"{FileOf(id, domains[i])} has {pictures[i].Width} x {pictures[i].Height} pixels, "
                    + $"{FileOf(id, domains[0])} has {pictures[0].Width} x {pictures[0].Height}; they must be equal");
            }
        }

        return pictures;
    }

    private string FileOf(string id, string domain) => ViewOf(id).Line.Replace(Placeholder, domain, StringComparison.Ordinal);

    // {domain}/point_407_view_2_domain_{domain}.png is point_407_view_2.
    private static string IdOf(string line)
    {
        string name = Path.GetFileNameWithoutExtension(line), end = $"_domain_{Placeholder}";
        return name.EndsWith(end, StringComparison.Ordinal) ? name[..^end.Length] : name;
    }

    private (ListedFiles Files, string Line) ViewOf(string id) =>
        _views.TryGetValue(id, out var view) ? view : throw new InvalidInputException($"no view '{id}' in this split of {Layout}");
}
