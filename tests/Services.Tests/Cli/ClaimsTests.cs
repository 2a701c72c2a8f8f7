using System.Text.Json;
using Fuse3D.Services.Tests.Support;

namespace Fuse3D.Services.Tests.Cli;

/// <summary><c>fuse3d claims</c> with a network of a few seconds.</summary>
public sealed class ClaimsTests : IDisposable
{
    private const string Network = """
        name: tiny
        family: group_free
        model:
          group_free:
            { width: 0.125, stage_points: [64, 32, 16, 8], channels: 32, heads: 2, feed_forward: 32, decoder_layers: 1, candidates: 8,
              heading_bins: 12, class_agnostic_size: true, mean_sizes_of: sunrgbd }
        data: { layout: sunrgbd_prepared, classes: sunrgbd, points: 500 }
        train: { epochs: 1, batch: 2, validate_every: 0 }
        eval: { protocol: fixed-learnt-boxes }
        """;

    private const string Claims = """
        seeds: [1, 2]
        sets: [{ name: rooms, scenes: 6, val: 2, points: 500 }, { name: unseen, scenes: 2, val: 2, seed: 7, points: 500 }]
        runs:
          - { name: a, title: A, config: tiny.yaml, learns: rooms, measured: [unseen] }
          - { name: b, title: B, config: tiny.yaml, set: [train.optimizer.rate=0.001], points: a, learns: rooms, measured: [unseen, rooms] }
          - { name: c, title: C, config: tiny.yaml, set: [eval.batch=1], network: b, learns: rooms, measured: [unseen] }
        claims: [{ says: B beats A, better: b, worse: a, set: unseen, figure: map25 }]
        plots: [{ name: p, title: P, across: x, runs: [a], sets: [unseen], at: [0], figure: map25 }]
        """;

    private const string Look = """
        name: look
        family: segformer
        model:
          modalities: [{ name: rgb }]
          segformer: { size: mit_b0, widths: [8, 8, 20, 16], heads: [1, 2, 5, 2], depths: [1, 1, 1, 1], decoder_width: 16 }
        data: { layout: nyudv2, side: 32, short_side: 32 }
        train: { epochs: 1, batch: 2, validate_every: 0 }
        """;

    private const string Made = """
        name: made
        family: token_translation
        model:
          modalities: [{ name: reshading }, { name: edge_texture }]
          target: rgb
          token_translation: { widths: [8, 8, 16, 16, 16], heads: [1, 2, 4, 4, 4], depths: [1, 1, 1, 1, 1] }
          tokens: { threshold: 0.5 }
        data: { layout: taskonomy, resize: 36, crop: 32 }
        train: { epochs: 1, batch: 2, validate_every: 0, optimizer: { kind: adam, rate: 0.0002 } }
        eval: { training_mode: false, pictures: direct }
        """;

    private const string Translations = """
        seeds: [1, 2]
        features: look
        sets: [{ name: rooms, layout: taskonomy, scenes: 5, val: 3, width: 36, height: 36 }, { name: labelled, layout: nyudv2, scenes: 4, val: 2, width: 48, height: 32 }]
        runs:
          - { name: look, title: L, config: look.yaml, learns: labelled }
          - { name: one, title: O, config: made.yaml, set: ["model.modalities=[{ name: reshading }]"], learns: rooms, measured: [rooms] }
          - { name: two, title: T, config: made.yaml, learns: rooms, measured: [rooms] }
        claims: [{ says: two beat one, better: two, worse: one, set: rooms, figure: mae }]
        plots: [{ name: p, title: P, across: modalities, runs: [one, two], sets: [rooms], at: [1, 2], figure: mae }]
        """;

    private readonly TemporaryFolder _folder = new();

    public ClaimsTests()
    {
        File.WriteAllText(_folder.File("tiny.yaml"), Network);
        File.WriteAllText(_folder.File("claims.yaml"), Claims);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Detection_RunByRun_KeepsWhatIsThereAndFillsThePage()
    {
        (int exit, string output, string error) = await RunAsync("--run", "b", "--seed", "1");
        Assert.True(exit == 0, error);
        Assert.Contains("open: too few seeds", output, StringComparison.Ordinal);
        Assert.Equal([("a", 1, "unseen"), ("b", 1, "rooms"), ("b", 1, "unseen")], Results());         // a too: b starts from its network
        DateTime trained = File.GetLastWriteTimeUtc(Model("b", 1));

        File.WriteAllText(_folder.File("page.md"), "before\n<!-- detection: results begin -->\nold\n<!-- detection: results end -->\nafter\n");
        (exit, output, error) = await RunAsync("--page", _folder.File("page.md"));
        Assert.True(exit == 0, error);
        Assert.Equal(8, Results().Length);
        Assert.Equal(trained, File.GetLastWriteTimeUtc(Model("b", 1)));
        string page = File.ReadAllText(_folder.File("page.md"));
        Assert.StartsWith("before\n", page, StringComparison.Ordinal);
        Assert.EndsWith("after\n", page, StringComparison.Ordinal);
        Assert.DoesNotContain("old", page, StringComparison.Ordinal);
        Assert.Contains("| A | 1, 2 |", page, StringComparison.Ordinal);
        Assert.Contains("±", page, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("images/claims_detection_p.svg")));
    }

    [Fact]
    public async Task Detection_RunOfAnothersNetwork_TrainsThatOneAndMeasuresItWithItsOwnSettings()
    {
        (int exit, _, string error) = await RunAsync("--run", "a", "--seed", "1");
        Assert.True(exit == 0, error);
        Directory.Delete(_folder.File("out/a"), recursive: true);                                   // its results stay, its network is needed again

        (exit, _, error) = await RunAsync("--run", "c", "--seed", "1");

        Assert.True(exit == 0, error);
        Assert.Equal([("a", 1, "unseen"), ("b", 1, "rooms"), ("b", 1, "unseen"), ("c", 1, "unseen")], Results());
        Assert.True(File.Exists(Model("a", 1)) && File.Exists(Model("b", 1)));
        Assert.False(Directory.Exists(_folder.File("out/c")));
    }

    [Fact]
    public async Task Detection_ConfigurationThatChanged_IsNoContinuation()
    {
        (int exit, _, string error) = await RunAsync("--run", "a", "--seed", "1");
        Assert.True(exit == 0, error);
        File.WriteAllText(_folder.File("tiny.yaml"), Network.Replace("points: 500", "points: 400", StringComparison.Ordinal));

        (exit, _, error) = await RunAsync("--run", "a", "--seed", "1");

        Assert.Equal(1, exit);
        Assert.Contains("network of another configuration", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Detection_StartFromAModel_IsMadeAnewOnlyAfterOtherWeights()
    {
        (int exit, _, string error) = await RunAsync("--run", "a", "--seed", "1");
        Assert.True(exit == 0, error);
        string ready = _folder.File("ready"), sums = Path.Combine(ready, "SHA256SUMS");
        Directory.Move(_folder.File("out/a/seed1/model"), ready);
        File.WriteAllText(_folder.File("claims.yaml"), Claims
            .Replace("\nruns:", "\nmodels: [{ name: ready, folder: ready }]\nruns:", StringComparison.Ordinal).Replace("points: a", "points: ready", StringComparison.Ordinal));

        (exit, _, error) = await RunAsync("--run", "b", "--seed", "2");
        Assert.True(exit == 0, error);
        Assert.Equal([("a", 1, "unseen"), ("b", 2, "rooms"), ("b", 2, "unseen")], Results());

        File.AppendAllText(sums, "0000  README.md\n");
        (exit, _, error) = await RunAsync("--run", "b", "--seed", "2");
        Assert.True(exit == 0, error);
        File.WriteAllText(sums, "0000  model.safetensors\n");
        (exit, _, error) = await RunAsync("--run", "b", "--seed", "2");
        Assert.Equal(1, exit);
        Assert.Contains("of another start", error, StringComparison.Ordinal);
        File.Delete(sums);
        (exit, _, error) = await RunAsync("--run", "b", "--seed", "2");
        Assert.Equal(1, exit);
        Assert.Contains("model 'ready'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Detection_UnknownRun_NamesThoseThereAre()
    {
        (int exit, _, string error) = await RunAsync("--run", "d");

        Assert.Equal(1, exit);
        Assert.Contains("--run d", error, StringComparison.Ordinal);
        Assert.Contains("a, b, c", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Translation_WithANetworkThatLooks_TrainsItOnceAndMeasuresErrorsAndDistances()
    {
        File.WriteAllText(_folder.File("look.yaml"), Look);
        File.WriteAllText(_folder.File("made.yaml"), Made);
        File.WriteAllText(_folder.File("claims.yaml"), Translations);

        (int exit, string output, string error) = await RunAsync("translation", "--seed", "2");
        File.WriteAllText(_folder.File("page.md"), "<!-- translation: results begin -->\n<!-- translation: results end -->\n");
        await RunAsync("translation", "--report", "--page", _folder.File("page.md"));

        Assert.True(exit == 0, error);
        Assert.Equal([("one", 2, "rooms"), ("two", 2, "rooms")], Results());
        Assert.True(File.Exists(Model("look", 1)), "the network that looks is of the first seed");
        Assert.Contains("| run | seeds | MAE x 100 | RMSE x 100 | Rooms feature distance | exchanged |", output, StringComparison.Ordinal);
        Assert.Contains("| two beat one | rooms | MAE x 100 |", output, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_folder.File("results.json")));
        Assert.All(json.RootElement.EnumerateArray(), result => Assert.True(result.GetProperty("mae").GetDouble() > 0 && result.GetProperty("distance").GetDouble() >= 0));
        Assert.Equal(JsonValueKind.Null, json.RootElement[0].GetProperty("exchanged").ValueKind);
        Assert.InRange(json.RootElement[1].GetProperty("exchanged").GetDouble(), 0, 1);
        Assert.True(File.Exists(_folder.File("images/claims_translation_p.svg")));
    }

    [Fact]
    public async Task Segmentation_SmallNetwork_KeepsFiguresOfTheEnsembleAndItsBranches()
    {
        File.WriteAllText(_folder.File("look.yaml"), Look);
        File.WriteAllText(_folder.File("claims.yaml"), """
            seeds: [1]
            sets: [{ name: rooms, layout: nyudv2, scenes: 4, val: 2, width: 48, height: 32 }]
            runs:
              - { name: both, title: both, config: look.yaml, set: ["model.modalities=[{ name: rgb }, { name: depth }]"], learns: rooms, measured: [rooms] }
            claims: [{ says: nothing, better: both, worse: both, set: rooms, figure: miou }]
            """);

        (int exit, string output, string error) = await RunAsync("segmentation");

        Assert.True(exit == 0, error);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_folder.File("results.json")));
        JsonElement result = Assert.Single(json.RootElement.EnumerateArray());
        Assert.All((string[])["miou", "miou_rgb", "miou_depth", "pixel_accuracy", "mean_accuracy"], name => Assert.InRange(result.GetProperty(name).GetDouble(), 0, 1));
        Assert.Contains("open: too few seeds", output, StringComparison.Ordinal);
    }

    private Task<(int Exit, string Output, string Error)> RunAsync(params string[] more) => CommandLine.RunAsync(
        ["claims", .. more.Length > 0 && !more[0].StartsWith('-') ? more[..1] : ["detection"], "--config", _folder.File("claims.yaml"), "--out", _folder.File("out"), "--results", _folder.File("results.json"), .. more.SkipWhile(argument => !argument.StartsWith('-'))]);

    private string Model(string run, int seed) => _folder.File($"out/{run}/seed{seed}/model/model.safetensors");

    private (string Run, int Seed, string Set)[] Results()
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_folder.File("results.json")));
        return [.. json.RootElement.EnumerateArray().Select(result =>
            (result.GetProperty("run").GetString()!, result.GetProperty("seed").GetInt32(), result.GetProperty("set").GetString()!))];
    }
}
