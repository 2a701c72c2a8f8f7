using System.Text.Json;
using Fuse3D.Services.Tests.Support;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Services.Tests.Cli;

/// <summary>What <c>fuse3d data</c> prints and how it ends; what it finds and writes is tested with the library.</summary>
public sealed class DataVerbTests : IDisposable
{
    private const string Lists = "sunrgbd_trainval";
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Check_ProblemsAsJson_AreListedWithTheirPathsAndExitCodeOne()
    {
        string root = Folder(lists: ["train"]);
        (int exit, string output, string _) = await CommandLine.RunAsync("data", "check", root, "--json");
        Assert.Equal(1, exit);
        JsonElement problem = Assert.Single(JsonDocument.Parse(output).RootElement.GetProperty("problems").EnumerateArray());
        Assert.Equal($"{Lists}/val_data_idx.txt", problem.GetProperty("path").GetString());
        Assert.Equal("missing", problem.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Check_SoundFolder_ExitsWithZero()
    {
        (int exit, string output, string error) = await CommandLine.RunAsync("data", "check", Folder(lists: ["train", "val"]));
        Assert.Equal(0, exit);
        Assert.Contains("sunrgbd_prepared", output, StringComparison.Ordinal);
        Assert.Contains("no problems", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_NoDataSet_SaysWhichLayoutsAreKnown()
    {
        string empty = _temporary.Add("none");
        (int exit, string _, string error) = await CommandLine.RunAsync("data", "check", empty);
        Assert.Equal(1, exit);
        Assert.Contains("sunrgbd_prepared", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_DamagedScan_IsNamedWithExitCodeOne()
    {
        string root = _temporary.Add("scannet"), scan = Path.Combine(root, "scans", "scene0001_00");
        Directory.CreateDirectory(scan);
        File.WriteAllText(Path.Combine(root, "scannetv2-labels.combined.tsv"), "id\traw_category\tnyu40id\n1\tchair\t5\n");
        File.WriteAllText(Path.Combine(scan, "scene0001_00_vh_clean_2.ply"), "ply\n");
        (int exit, string output, string error) = await CommandLine.RunAsync("data", "prepare", root, root, "--layout", "scannet_raw");
        Assert.Equal((1, root), (exit, output.Trim()));
        Assert.Contains("scene0001_00: no file 'scans/scene0001_00/scene0001_00.aggregation.json'", error, StringComparison.Ordinal);
        Assert.Contains("0 prepared, 1 damaged", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hha_FolderOfDepth_WritesPicturesByTheirNamesAndTellsWhatIsDamaged()
    {
        string depth = _temporary.Add("depth"), hha = Path.Combine(_temporary.Add("made"), "hha");
        Directory.CreateDirectory(Path.Combine(depth, "b"));
        var wall = new DepthImage(64, 48, [.. Enumerable.Repeat((ushort)2000, 64 * 48)]);
        PictureFile.Write(Path.Combine(depth, "b", "wall.png"), wall);
        File.WriteAllText(Path.Combine(depth, "a.png"), "no picture");
        string[] command = ["data", "hha", depth, hha, "--camera", "60,60,31.5,23.5"];

        (int exit, string output, string error) = await CommandLine.RunAsync(command);
        Assert.Equal((1, hha), (exit, output.Trim()));
        Assert.Contains("a.png: not a PNG picture", error, StringComparison.Ordinal);
        Assert.Contains("1 prepared, 1 damaged", error, StringComparison.Ordinal);
        Picture made = PictureFile.Read(Path.Combine(hha, "b", "wall.png"));
        Assert.Equal(HhaPicture.Of([.. wall.Values.Select(v => v * 0.001f)], new Camera(60, 60, 31.5, 23.5, 64, 48)).Rgb, made.Rgb);
        Assert.Equal(155, made.Rgb[0]);         // 310 / 2 m

        File.Delete(Path.Combine(depth, "a.png"));
        (exit, _, error) = await CommandLine.RunAsync(command);
        Assert.Equal(0, exit);
        Assert.Contains("0 prepared, 0 damaged", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("60,60,31.5", "--camera is '60,60,31.5'")]
    [InlineData("0,60,31.5,23.5", "FX and FY above 0")]
    [InlineData("60,60,x,23.5", "--camera is '60,60,x,23.5'")]
    public async Task Hha_WrongCamera_SaysWhatItMustBe(string camera, string says)
    {
        (int exit, string _, string error) = await CommandLine.RunAsync("data", "hha", _temporary.Add("depth"), _temporary.Add("hha"), "--camera", camera);
        Assert.NotEqual(0, exit);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Theory, InlineData("x"), InlineData("0"), InlineData("2"), InlineData("NaN")]
    public async Task Hha_WrongUnit_SaysWhatItMustBe(string unit)
    {
        (int exit, string _, string error) = await CommandLine.RunAsync(
            "data", "hha", _temporary.Add("depth"), _temporary.Add("hha"), "--camera", "60,60,31.5,23.5", "--metres-per-unit", unit);
        Assert.NotEqual(0, exit);
        Assert.Contains($"--metres-per-unit is '{unit}'; it must be above 0 and at most 1", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hha_IntoItsOwnFolderOrFromNothing_IsRefused()
    {
        string depth = _temporary.Add("depth");
        (int exit, string _, string error) = await CommandLine.RunAsync("data", "hha", depth, Path.Combine(depth, "hha"), "--camera", "60,60,31.5,23.5");
        Assert.Equal(1, exit);
        Assert.Contains("whose files are depth", error, StringComparison.Ordinal);
        (exit, _, error) = await CommandLine.RunAsync("data", "hha", depth, _temporary.Add("hha"), "--camera", "60,60,31.5,23.5");
        Assert.Equal(1, exit);
        Assert.Contains("no .png file in", error, StringComparison.Ordinal);
    }

    // A prepared folder without frames.
    private string Folder(string[] lists)
    {
        string root = _temporary.Add("sun");
        Directory.CreateDirectory(Path.Combine(root, "sunrgbd_pc_bbox_votes_50k_v1_train"));
        Directory.CreateDirectory(Path.Combine(root, Lists));
        foreach (string list in lists)
            File.WriteAllText(Path.Combine(root, Lists, $"{list}_data_idx.txt"), "");
        return root;
    }
}
