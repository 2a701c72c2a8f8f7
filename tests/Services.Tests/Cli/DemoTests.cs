using Fuse3D.Cli.Demonstration;
using Fuse3D.Services.Tests.Support;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Fusion;

namespace Fuse3D.Services.Tests.Cli;

/// <summary><c>fuse3d demo</c> with the shipped networks.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Demo_TwoRooms_FindsFurnitureAndMeasuresAsEvalDoes()
    {
        (int exit, string output, string error) = await CommandLine.RunAsync("demo", "--rooms", "2", "--out-dir", _folder.Path);

        Assert.True(exit == 0, error);
        foreach (string picture in (string[])["000001_boxes.png", "000001_top.png", "000001_tokens.png", "000002_boxes.png"])
            Assert.True(File.Exists(_folder.File(picture)), picture);
        string[] fused = Row(output, "fused, through the services");
        Assert.InRange(double.Parse(fused[0], System.Globalization.CultureInfo.InvariantCulture), 20, 100);      // untrained networks reach 0
        Assert.Equal(["–", "–"], Row(output, "points only")[2..]);
        Assert.Equal(["–", "–"], Row(output, "pictures only")[..2]);
        Assert.InRange(Ensemble(error, DemoModel.Dense[0]), 70, 100);       // of pixels, in percent; about a third of them are walls
        Assert.InRange(Ensemble(error, DemoModel.Dense[1]), 0.05, 0.3);
        Assert.Equal(16, Directory.GetFiles(_folder.File("dense"), "*_side_by_side.png").Length);

        string config = Path.Combine(Path.GetDirectoryName(DemoModel.Shipped(DemoModel.Fused))!, "..", "configs", "rooms", "tokenfusion_nano.yaml");
        (exit, string table, error) = await CommandLine.RunAsync(
            "eval", config, "--model", DemoModel.Shipped(DemoModel.Fused), "--data", _folder.File("rooms/2"), "--out", _folder.File("eval"), "--pictures", "0");
        Assert.True(exit == 0, error);
        string[] mean = table.Split('\n').First(line => line.StartsWith("mean", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(fused[..2], mean[2..4]);
    }

    [Theory]
    [InlineData(DemoModel.Fused, ModelFolderBranches.TokenFusion), InlineData(DemoModel.Points, ModelFolderBranches.GroupFree), InlineData(DemoModel.Image, ModelFolderBranches.Yolos)]
    public void Shipped_EveryModel_IsWholeAndSmall(string name, string family)
    {
        ModelFolder folder = ModelFolder.Open(DemoModel.Shipped(name));

        Assert.Equal(family, folder.Description.Family);
        Assert.InRange(new FileInfo(folder.WeightsPath).Length, 1, 8_000_000);
        Assert.True(File.Exists(Path.Combine(folder.Path, "README.md")));
    }

    [Theory]
    [InlineData("rooms_segformer_nano", true), InlineData("rooms_translation_nano", false)]
    public void Shipped_EveryDenseModel_IsWholeAndSmall(string name, bool segments)
    {
        Assert.Contains(name, DemoModel.Dense);
        DenseModelFolder folder = DenseModelFolder.Open(DemoModel.Shipped(name));

        Assert.Equal((name, segments), (folder.Model.Description.Name, folder.Model.IsSegmentation));
        Assert.InRange(new FileInfo(folder.WeightsPath).Length, 1, 5_000_000);
        Assert.True(File.Exists(Path.Combine(DemoModel.Shipped(name), "README.md")));
    }

    private static double Ensemble(string error, string model)
    {
        string line = error.Split('\n').First(said => said.StartsWith($"demo: {model}", StringComparison.Ordinal));
        return double.Parse(line.Split("ensemble ")[1].Split(';')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string[] Row(string output, string name) =>
        output.Split('\n').First(line => line.Contains(name, StringComparison.Ordinal)).Split(name)[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(cell => cell.Trim().Length > 0).ToArray();
}
