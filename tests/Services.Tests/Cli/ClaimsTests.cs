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
        plots: [{ name: p, title: P, across: x, runs: [a], sets: [unseen], at: [0] }]
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
    public async Task Detection_UnknownRun_NamesThoseThereAre()
    {
        (int exit, _, string error) = await RunAsync("--run", "d");

        Assert.Equal(1, exit);
        Assert.Contains("--run d", error, StringComparison.Ordinal);
        Assert.Contains("a, b, c", error, StringComparison.Ordinal);
    }

    private Task<(int Exit, string Output, string Error)> RunAsync(params string[] more) => CommandLine.RunAsync(
        ["claims", "detection", "--config", _folder.File("claims.yaml"), "--out", _folder.File("out"), "--results", _folder.File("results.json"), .. more]);

    private string Model(string run, int seed) => _folder.File($"out/{run}/seed{seed}/model/model.safetensors");

    private (string Run, int Seed, string Set)[] Results()
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_folder.File("results.json")));
        return [.. json.RootElement.EnumerateArray().Select(result =>
            (result.GetProperty("run").GetString()!, result.GetProperty("seed").GetInt32(), result.GetProperty("set").GetString()!))];
    }
}
