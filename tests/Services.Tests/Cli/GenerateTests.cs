using System.Text.Json;
using Fuse3D.Services.Tests.Support;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Services.Tests.Cli;

/// <summary>What <c>fuse3d generate</c> takes, prints and leaves; what it writes is tested with the library.</summary>
public sealed class GenerateTests : IDisposable
{
    private static readonly string[] Small = ["--size", "64x48", "--points", "2000", "--min-pixels", "8", "--seed", "11"];
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Generate_EveryLayout_SaysWhatWasMadeAndPassesTheCheck()
    {
        string root = _temporary.File("rooms"), sheet = _temporary.File("sheets/rooms.png");
        string[] arguments = ["generate", root, "--scenes", "5", "--views", "3", "--layout", "sunrgbd", "scannet", "nyudv2", "taskonomy", "--json", .. Small];
        (int exit, string output, string error) = await CommandLine.RunAsync([.. arguments, "--sheet", sheet]);
        Assert.True(exit == 0, error);
        JsonElement made = JsonDocument.Parse(output).RootElement;
        Assert.Equal((5, 5, 0, 20), (made.GetProperty("scenes").GetInt32(), made.GetProperty("made").GetInt32(), made.GetProperty("kept").GetInt32(), made.GetProperty("frames").GetInt32()));
        Assert.Equal(4, made.GetProperty("roots").GetArrayLength());
        Assert.True(PictureFile.Read(sheet).Width >= 5 * 64);
        Assert.Equal(4, DatasetFactory.Open("sunrgbd_prepared", Path.Combine(root, "sunrgbd"), "train").Ids.Count);
        foreach (string checkable in (string[])["sunrgbd", "scannet"])
        {
            (int checkedExit, string found, string _) = await CommandLine.RunAsync("data", "check", Path.Combine(root, checkable));
            Assert.True(checkedExit == 0, found);
        }

        JsonElement again = JsonDocument.Parse((await CommandLine.RunAsync(arguments)).Output).RootElement;
        Assert.Equal((0, 5), (again.GetProperty("made").GetInt32(), again.GetProperty("kept").GetInt32()));
    }

    [Fact, Trait("Category", "Fault")]
    public async Task Generate_Terminated_SaysHowToGoOnAndGoesOn()
    {
        string root = _temporary.File("rooms");
        string[] arguments = ["generate", root, "--scenes", "300", .. Small];
        using (CommandLine process = CommandLine.Start(arguments))
        {
            Assert.True(SpinWait.SpinUntil(() => File.Exists(Path.Combine(root, "rooms", "000003.json")), TimeSpan.FromSeconds(100)));
            process.Terminate();
            (int exit, string output, string error) = await process.EndAsync();
            Assert.Equal((1, ""), (exit, output));
            Assert.Contains("of 300 rooms", error, StringComparison.Ordinal);
            Assert.Contains("the same command goes on", error, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.EnumerateFiles(root, "*.partial", SearchOption.AllDirectories));
        (int resumed, string text, string why) = await CommandLine.RunAsync([.. arguments, "--json"]);
        Assert.True(resumed == 0, why);
        Assert.InRange(JsonDocument.Parse(text).RootElement.GetProperty("kept").GetInt32(), 1, 299);
    }

    [Theory]
    [InlineData("--size", "64"), InlineData("--size", "8x8"), InlineData("--scenes", "0"), InlineData("--scenes", "x"), InlineData("--val", "4"), InlineData("--val", "x"), InlineData("--test", "4"), InlineData("--layout", "kitti")]
    [InlineData("--look-alike", "1.5"), InlineData("--depth-invisible", "x"), InlineData("--views", "-1"), InlineData("--min-share", "2")]
    public async Task Generate_ValueThatCannotBe_IsAnErrorOfTheCommandLine(string option, string value)
    {
        string root = _temporary.File("rooms");
        string[] scenes = option == "--scenes" ? [] : ["--scenes", "3"];
        (int exit, string output, string error) = await CommandLine.RunAsync(["generate", root, .. scenes, option, value]);
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains(option == "--layout" ? value : option, error.Split('\n')[0], StringComparison.Ordinal);
        Assert.False(Directory.Exists(root));
    }

    [Fact]
    public async Task Generate_FolderBegunWithAnotherSeed_NamesTheOption()
    {
        string root = _temporary.File("rooms");
        Assert.Equal(0, (await CommandLine.RunAsync(["generate", root, "--scenes", "1", .. Small])).Exit);
        (int exit, string _, string error) = await CommandLine.RunAsync(["generate", root, "--scenes", "1", .. Small[..^1], "12"]);
        Assert.Equal(1, exit);
        Assert.Contains("begun with --seed 11, not 12", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_Help_HasExamples() =>
        Assert.Contains("fuse3d generate data/rooms --scenes 1000 --seed 1", (await CommandLine.RunAsync("generate", "--help")).Output, StringComparison.Ordinal);

    /// <summary>Eight rooms, a network of few points and one decoder layer: the verbs read what was written.</summary>
    [Theory]
    [InlineData("sunrgbd", "heading_bins: 12, class_agnostic_size: true, "), InlineData("scannet", "")]
    public async Task TrainAndEval_OnGeneratedRooms_RunToTheEnd(string layout, string heads)
    {
        string root = _temporary.File("rooms"), config = _temporary.File("small.yaml"), run = _temporary.File("run");
        Assert.Equal(0, (await CommandLine.RunAsync(["generate", root, "--scenes", "8", "--val", "2", "--views", "4", "--layout", layout, .. Small])).Exit);
        File.WriteAllText(config, $$"""
            name: small
            family: group_free
            model:
              group_free: { {{heads}}mean_sizes_of: {{layout}}, stage_points: [256, 128, 64, 32], candidates: 16, decoder_layers: 1, channels: 32, heads: 4, feed_forward: 64 }
            data: { layout: {{layout}}_prepared, classes: {{layout}}, points: 1000 }
            train:
              epochs: 1
              batch: 3
              optimizer: { rate: 0.001 }
              validate_every: 0
            eval: { repeats: 1 }
            """);
        (int trained, string _, string error) = await CommandLine.RunAsync("train", config, "--data", root, "--out", run);
        Assert.True(trained == 0, error);
        (int exit, string output, string why) = await CommandLine.RunAsync(
            "eval", config, "--data", root, "--model", Path.Combine(run, "model"), "--out", _temporary.File("eval"), "--json");
        Assert.True(exit == 0, why);
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(output).RootElement.ValueKind);
    }
}
