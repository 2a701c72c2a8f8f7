using System.Text.Json;
using Fuse3D.Services.Tests.Support;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Fusion;

namespace Fuse3D.Services.Tests.Cli;

/// <summary><c>fuse3d weights</c> as a process: what it writes is served again, and what does not fit ends with exit code 1.</summary>
public sealed class WeightsVerbTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task ExportThenImport_GivesAFolderThatIsServed()
    {
        string model = TinyModel.Write(_temporary), file = _temporary.File("exported.safetensors"), folder = _temporary.File("imported");

        await Done("weights", "export", model, file, "--with-module-prefix");
        string report = await Done("weights", "import", file, folder, "--config", model, "--name", "again", "--json");

        using JsonDocument json = JsonDocument.Parse(report);
        Assert.Equal("token_fusion", json.RootElement.GetProperty("family").GetString());
        Assert.True(json.RootElement.GetProperty("isComplete").GetBoolean());
        Assert.True(json.RootElement.GetProperty("wrapped").GetBoolean());
        ModelFolder imported = ModelFolder.Open(folder);
        Assert.Equal("again", imported.Description.Name);
        Assert.NotNull(imported.LoadPoints());
        Assert.NotNull(imported.LoadImage());
        Assert.NotNull(imported.LoadFusionHead());
        await Done("weights", "export", folder, _temporary.File("twice.safetensors"), "--with-module-prefix");
        Assert.Equal(await File.ReadAllBytesAsync(file), await File.ReadAllBytesAsync(_temporary.File("twice.safetensors")));
    }

    [Fact]
    public async Task SplitThenJoin_GivesTheSameWeights()
    {
        string model = TinyModel.Write(_temporary), parts = _temporary.File("parts"), joined = _temporary.File("joined");

        string[] folders = (await Done("weights", "split", model, parts)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        await Done(["weights", "join", .. folders, "--out", joined]);

        Assert.Equal(["points", "image", "fusion"], folders.Select(folder => Path.GetFileName(folder)!));
        using WeightFile before = WeightFile.Open(model), after = WeightFile.Open(joined);
        Assert.Equal(before.Weights.Keys.Order(), after.Weights.Keys.Order());
        Assert.All(before.Weights, weight => Assert.Equal(weight.Value.Read(), after.Weights[weight.Key].Read()));
    }

    [Fact]
    public async Task Inspect_SaysWhatAFileHolds()
    {
        string model = TinyModel.Write(_temporary);

        using JsonDocument json = JsonDocument.Parse(await Done("weights", "inspect", model, "--json"));

        Assert.Equal("safetensors", json.RootElement.GetProperty("format").GetString());
        Assert.Contains(json.RootElement.GetProperty("tensors").EnumerateArray(), tensor => tensor.GetProperty("name").GetString() == "img_backbone.det_token");
    }

    [Fact]
    public async Task Import_OfAnotherNetwork_ListsWhatDiffersAndWritesNothing()
    {
        string model = TinyModel.Write(_temporary), image = _temporary.File("image.safetensors"), folder = _temporary.File("never");
        await Done("weights", "export", model, image, "--part", "image");

        (int exit, string _, string error) = await CommandLine.RunAsync("weights", "import", image, folder, "--config", model);

        Assert.Equal(1, exit);
        Assert.Contains("missing", error, StringComparison.Ordinal);
        Assert.Contains("does not fit the network; nothing was written", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Theory]
    [InlineData(1, "family 'vgg'", "import", "model", "out", "--family", "vgg")]
    [InlineData(1, "--table-size HEIGHT WIDTH", "import", "model", "out")]
    [InlineData(1, "transformers has names for YOLOS only", "export", "model", "out.safetensors", "--format", "hf")]
    [InlineData(2, "'onnx' not recognized", "export", "model", "out.safetensors", "--format", "onnx")]
    [InlineData(1, "no file", "import", "missing.pth", "out")]
    public async Task Run_WrongInput_SaysWhyInOneLine(int code, string why, params string[] arguments)
    {
        string model = TinyModel.Write(_temporary);

        (int exit, string _, string error) = await CommandLine.RunAsync(["weights", .. arguments.Select(argument => argument == "model" ? model : argument)]);

        Assert.Equal(code, exit);
        Assert.Contains(why, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);   // no stack trace
    }

    private static async Task<string> Done(params string[] arguments)
    {
        (int exit, string output, string error) = await CommandLine.RunAsync(arguments);
        Assert.True(exit == 0, error);
        return output;
    }
}
