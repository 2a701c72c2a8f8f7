using System.Text.Json;
using Fuse3D.Services.Image;
using Fuse3D.Services.Tests.Support;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Tests.Data.Dense;

namespace Fuse3D.Services.Tests.Cli;

/// <summary><c>fuse3d segment</c> and <c>translate</c> as processes: on files and folders, in process and against a service.</summary>
public sealed class DenseVerbTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Segment_FilesInProcess_WritesThePredictorsClasses()
    {
        string model = DenseFrames.Write(_temporary, "segformer"), output = _temporary.File("out");
        (string rgb, string depth) = WriteFrame(70, 41);
        byte[] expected = await Expected(model, rgb, depth);

        var (exit, text, error) = await CommandLine.RunAsync("segment", "--rgb", rgb, "--depth", depth, "--model", model, "--exchange", "--out", output, "--json");

        Assert.True(exit == 0, error);
        JsonElement frame = JsonSerializer.Deserialize<JsonElement>(Assert.Single(text.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(("a", 70, 41, "segformer"), (frame.GetProperty("frame").GetString(), frame.GetProperty("width").GetInt32(), frame.GetProperty("height").GetInt32(), frame.GetProperty("model").GetString()));
        Assert.Equal(1.0, frame.GetProperty("classes").EnumerateArray().Sum(share => share.GetProperty("share").GetDouble()), 1e-9);
        Assert.Equal("stage1.block0", frame.GetProperty("exchange")[0].GetProperty("place").GetString());
        Assert.True(frame.GetProperty("milliseconds").GetProperty("network").GetDouble() > 0);
        Assert.Equal(["a_labels.png", "a_colours.png", "a_side_by_side.png"], frame.GetProperty("files").EnumerateArray().Select(file => file.GetString()));
        byte[] colours = LabelColours.Of(expected, 70, 41).Rgb;
        Assert.Equal(colours, PictureFile.Read(Path.Combine(output, "a_labels.png")).Rgb);
        Assert.Equal(colours, PictureFile.Read(Path.Combine(output, "a_colours.png")).Rgb);
        Assert.True(PictureFile.Read(Path.Combine(output, "a_side_by_side.png")).Height > 3 * 41, "inputs, branches, exchanges");
    }

    [Fact]
    public async Task Segment_DataSetOnAService_AnswersFrameByFrameAndSaysWhichFailed()
    {
        await using RunningHost host = await RunningHost.StartAsync(args => ImageHost.Build(args), "--dense-model", DenseFrames.Write(_temporary, "segformer"));
        using ScratchFolder data = DensePictures.Nyu();
        DensePictures.Colours(data, "rgb/000003.png", 8, 6);
        data.Write("val.txt", "rgb/000002.png\tmasks/000002.png\tdepth/000002.png\nrgb/000003.png\tmasks/000002.png\tdepth/000003.png\nrgb/000001.png\tmasks/000001.png\tdepth/000001.png");
        string output = _temporary.File("out");

        var (exit, text, error) = await CommandLine.RunAsync(
            "segment", "--data", data.Path, "--layout", "nyudv2", "--split", "val", "--server", $"{host.Grpc}", "--out", output);

        Assert.Equal(1, exit);      // one of three could not be read
        Assert.Contains("000003 left out: val.txt, line 2: ", error, StringComparison.Ordinal);
        Assert.Contains("depth/000003.png", error, StringComparison.Ordinal);
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["000002  6 x 5", "000001  6 x 5"], lines.Select(line => line[..13]));
        Assert.True(File.Exists(Path.Combine(output, "000001_labels.png")));
        var (one, only, _) = await CommandLine.RunAsync(
            "segment", "--data", data.Path, "--layout", "nyudv2", "--frame", "000001", "--server", $"{host.Grpc}", "--model-name", "segformer", "--scales", "0.5,1", "--flip");
        Assert.Equal(0, one);
        Assert.StartsWith("000001  6 x 5", Assert.Single(only.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task Translate_FilesAndDataSet_WriteThePredictorsPicture(bool files)
    {
        string model = DenseFrames.Write(_temporary, "token_translation"), output = _temporary.File("out");
        PictureFile.Write(Path.Combine(_temporary.Add("reshading"), "view_domain_reshading.png"), DenseFrames.Views(4, 50, 34)[0]);
        PictureFile.Write(Path.Combine(_temporary.Add("edge_texture"), "view_domain_edge_texture.png"), new DepthImage(50, 34, DenseFrames.Pictures(4, 50, 34)[1].Values));
        await File.WriteAllTextAsync(_temporary.File("val_domain.txt"), "{domain}/view_domain_{domain}.png\n");
        using DensePredictor predictor = DensePredictor.Load(DenseModelFolder.Open(model));
        ITranslationDataset set = DenseDatasets.OpenTranslation("taskonomy", _temporary.Path, "val");
        TranslationResult expected = await predictor.TranslateAsync([set.Read("view", "reshading"), set.Read("view", "edge_texture")]);
        string[] source = files
            ? ["--input", $"reshading={_temporary.File("reshading/view_domain_reshading.png")}", "--input", $"edge_texture={_temporary.File("edge_texture/view_domain_edge_texture.png")}"]
            : ["--data", _temporary.Path, "--layout", "taskonomy"];

        var (exit, text, error) = await CommandLine.RunAsync(["translate", .. source, "--model", model, "--out", output, "--json"]);

        Assert.True(exit == 0, error);
        JsonElement frame = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal("rgb", frame.GetProperty("target").GetString());
        string file = frame.GetProperty("files")[0].GetString()!;
        if (!files)
            Assert.Equal("view_rgb.png", file);
        Assert.Equal(TranslationPicture.Of(expected.Ensemble, 34, 50, PictureForm.Direct).Rgb, PictureFile.Read(Path.Combine(output, file)).Rgb);
    }

    [Theory]
    [InlineData("give files", "segment")]
    [InlineData("give files", "segment", "--input", "rgb={0}", "--data", "{1}", "--layout", "nyudv2")]
    [InlineData("--data needs --layout", "segment", "--data", "{1}")]
    [InlineData("taskonomy", "segment", "--data", "{1}", "--layout", "taskonomy")]
    [InlineData("does not exist", "segment", "--rgb", "missing.png")]
    [InlineData("NAME=FILE is wanted", "translate", "--input", "reshading")]
    [InlineData("NAME=FILE is wanted", "translate", "--input", "reshading=missing.png")]
    [InlineData("one of them answers", "segment", "--rgb", "{0}", "--model", "{1}", "--server", "http://127.0.0.1:1")]
    [InlineData("no folder", "segment", "--rgb", "{0}", "--model", "missing")]
    [InlineData("not an address", "segment", "--rgb", "{0}", "--server", "nowhere")]
    [InlineData("--scales one", "segment", "--rgb", "{0}", "--scales", "one")]
    [InlineData("--tile is 5", "segment", "--rgb", "{0}", "--tile", "5")]
    [InlineData("--most is 0", "segment", "--data", "{1}", "--layout", "nyudv2", "--most", "0")]
    [InlineData("--metres-per-unit", "segment", "--rgb", "{0}", "--metres-per-unit", "-1")]
    public async Task Run_WrongArguments_ExitWithTwoAndSayWhy(string why, params string[] arguments)
    {
        string rgb = WriteFrame(8, 8).Rgb;

        var (exit, _, error) = await CommandLine.RunAsync([.. arguments.Select(argument =>
            argument.Replace("{0}", rgb, StringComparison.Ordinal).Replace("{1}", _temporary.Path, StringComparison.Ordinal))]);

        Assert.Equal(2, exit);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WhatCannotBeAnswered_ExitsWithOneAndSaysWhy()
    {
        string segformer = DenseFrames.Write(_temporary, "segformer"), text = _temporary.File("text.png");
        await File.WriteAllTextAsync(text, "this is no picture");
        (string rgb, string depth) = WriteFrame(20, 20);

        await Fails("neither a JPEG nor a PNG picture", "segment", "--rgb", text, "--depth", depth, "--model", segformer);
        await Fails("'depth' is missing", "segment", "--rgb", rgb, "--model", segformer);
        await Fails("a model of segmentation, not of translation", "translate", "--input", $"rgb={rgb}", "--model", segformer);
        await Fails("the server cannot be reached", "segment", "--rgb", rgb, "--depth", depth, "--server", "http://127.0.0.1:1");
        await Fails("no val.txt", "segment", "--data", _temporary.Path, "--layout", "nyudv2", "--model", segformer);

        static async Task Fails(string why, params string[] arguments)
        {
            var (exit, _, error) = await CommandLine.RunAsync(arguments);
            Assert.Equal(1, exit);
            Assert.Contains(why, error.ReplaceLineEndings(" "), StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Segment_Stopped_EndsAfterTheFramesThatAreDone()
    {
        const int Frames = 4000;
        string model = DenseFrames.Write(_temporary, "segformer"), output = _temporary.File("out");
        using ScratchFolder data = DensePictures.Nyu();
        for (int i = 0; i < Frames; i++)
            File.Copy(data.At("rgb/000001.png"), data.At($"rgb/f{i}.png"));
        data.Write("long.txt", string.Join('\n', Enumerable.Range(0, Frames).Select(i => $"rgb/f{i}.png\tmasks/000001.png\tdepth/000001.png")));
        using CommandLine run = CommandLine.Start("segment", "--data", data.Path, "--layout", "nyudv2", "--split", "long", "--model", model, "--out", output, "--scales", "0.5,1,1.5,2", "--flip");
        await Eventually.Holds(() => File.Exists(Path.Combine(output, "f1_labels.png")) || run.HasEnded);

        run.Terminate();
        var (exit, text, error) = await run.EndAsync();

        Assert.Equal(1, exit);
        Assert.Contains("stopped", error, StringComparison.Ordinal);
        Assert.InRange(text.Split('\n').Length, 2, Frames);
    }

    private (string Rgb, string Depth) WriteFrame(int width, int height)
    {
        Raster<ushort>[] pictures = DenseFrames.Pictures(1, width, height);
        (string rgb, string depth) = (_temporary.File("a.png"), _temporary.File("b.png"));
        PictureFile.Write(rgb, new Picture(width, height, Array.ConvertAll(pictures[0].Values, value => (byte)value)));
        PictureFile.Write(depth, new DepthImage(width, height, pictures[1].Values));
        return (rgb, depth);
    }

    private static async Task<byte[]> Expected(string model, string rgb, string depth)
    {
        using DensePredictor predictor = DensePredictor.Load(DenseModelFolder.Open(model));
        return (await predictor.SegmentAsync([RasterFile.Read(rgb), RasterFile.Read(depth)])).Ensemble;
    }
}
