using System.Text.Json;
using Fuse3D.Services.Tests.Support;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Fusion;

namespace Fuse3D.Services.Tests.Cli;

/// <summary>Trains a tiny YOLOS, which has no batch norm, on six pictures of noise.</summary>
[Trait("Category", "Fault")]
public sealed class TrainTests : IDisposable
{
    private const string Config = """
        name: tiny
        family: yolos
        model:
          yolos: { width: 24, heads: 3, blocks: 2, detection_tokens: 6, init_size: [48, 64], mid_size: [], short_side: 48 }
        data: { layout: coco, classes: coco, augment: false }
        train:
          epochs: 4
          batch: 2
          optimizer: { rate: 0.001 }
          schedule: { kind: epoch_cosine, minimum: 0 }
          validate_every: 0
          checkpoints: { every_epochs: 0, every_steps: 1, keep: 3 }
          log_every: 1
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _config, _data;

    public TrainTests()
    {
        (_config, _data) = (_folder.File("tiny.yaml"), _folder.Add("coco"));
        File.WriteAllText(_config, Config);
        WritePictures();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_ToTheEnd_GivesAModelFolderThatServes()
    {
        var (exit, output, error) = await TrainingProcess.RunAsync(Arguments("run"));

        Assert.True(exit == 0, error);
        Assert.Equal(_folder.File("run/model"), output.Trim());
        Assert.Contains("epoch 4/4  step 12", error, StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFiles(_folder.File("run"), "events.out.tfevents.*"));
        await using IImageBranch branch = ModelFolder.Open(_folder.File("run/model")).LoadImage();
        Assert.Contains("is the state of an earlier run", (await TrainingProcess.RunAsync(Arguments("run"))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_InBfloat16_LearnsAndInFloat16OnTheCpu_NamesTheKey()
    {
        var (exit, _, error) = await TrainingProcess.RunAsync([.. Arguments("run"), "--set", "train.precision=bfloat16"]);
        Assert.True(exit == 0, error);

        (exit, _, error) = await TrainingProcess.RunAsync([.. Arguments("other"), "--set", "train.precision=float16"]);
        Assert.NotEqual(0, exit);
        Assert.Contains("train.precision is float16, which needs CUDA; on the CPU it may be full or bfloat16", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task Train_KilledOrTerminatedAndResumed_EndsWithTheSameBits(bool killed)
    {
        string[] longer = ["--epochs", "15"];       // so that it is not over before it is stopped
        Assert.Equal(0, (await TrainingProcess.RunAsync([.. Arguments("straight"), .. longer])).Exit);
        using (TrainingProcess process = new(new Dictionary<string, string>(), [.. Arguments("halves"), .. longer]))
        {
            string third = _folder.File("halves/checkpoints/step-000000003");
            Assert.True(SpinWait.SpinUntil(() => Directory.Exists(third), TimeSpan.FromSeconds(100)));
            if (killed)
                process.Kill();
            else
                process.Terminate();
            var (exit, _, error) = await process.EndAsync();
            Assert.NotEqual(0, exit);
            if (!killed)
                Assert.Contains("go on with", error, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(_folder.File("halves/model")));
        var resumed = await TrainingProcess.RunAsync([.. Arguments("halves"), .. longer, "--resume"]);

        Assert.True(resumed.Exit == 0, resumed.Error);
        Assert.DoesNotContain("step 3 ", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllBytesAsync(Weights("straight")), await File.ReadAllBytesAsync(Weights("halves")));
    }

    [SkippableFact]
    public async Task Train_TwoProcesses_EqualOneWithTheJoinedBatch()
    {
        Skip.IfNot(TrainingProcess.HasGloo, "this build has no gloo");
        Assert.Equal(0, (await TrainingProcess.RunAsync([.. Arguments("joined"), "--set", "train.batch=4"])).Exit);
        TrainingProcess[] ranks = TrainingProcess.Pair(Arguments("ranks"));
        foreach (TrainingProcess rank in ranks)
        {
            var (exit, _, error) = await rank.EndAsync();
            Assert.True(exit == 0, error);
            rank.Dispose();
        }

        // The same sums in another order: a few units of float32 in each of four steps.
        using SafetensorsFile one = SafetensorsFile.Open(Weights("joined")), two = SafetensorsFile.Open(Weights("ranks"));
        foreach (SafetensorsEntry entry in one.Entries)
        {
            double worst = one.ReadAs<float>(entry.Name).Zip(two.ReadAs<float>(entry.Name), (a, b) => Math.Abs((double)a - b)).Max();
            Assert.True(worst < 1e-5, $"{entry.Name} differs by {worst}");
        }
    }

    [SkippableFact]
    public async Task Train_OneOfTwoProcessesIsKilled_TheOtherEndsAndSaysSo()
    {
        Skip.IfNot(TrainingProcess.HasGloo, "this build has no gloo");
        TrainingProcess[] ranks = TrainingProcess.Pair([.. Arguments("ranks"), "--epochs", "2000"]);
        Assert.True(SpinWait.SpinUntil(() => Directory.Exists(_folder.File("ranks/checkpoints/step-000000002")), TimeSpan.FromSeconds(100)));

        ranks[1].Kill();
        var (exit, _, error) = await ranks[0].EndAsync();

        Assert.Equal(1, exit);
        Assert.Contains("another process of the run is gone", error, StringComparison.Ordinal);
        Array.ForEach(ranks, rank => rank.Dispose());
    }

    [Theory]
    [InlineData("--set", "train.epoks=2", "train.epoks is not known")]
    [InlineData("--set", "data.train=none", "has no annotations/instances_none.json")]
    [InlineData("--resume", "", "holds no state of a run")]
    [InlineData("--device", "tpu", "device 'tpu' is not known")]
    [InlineData("--init-image", "/nowhere.pth", "/nowhere.pth")]
    public async Task Train_AMistake_IsOneLineAndExitCodeOne(string option, string value, string expected)
    {
        var (exit, _, error) = await TrainingProcess.RunAsync([.. Arguments("run"), .. (string[])(value.Length == 0 ? [option] : [option, value])]);

        Assert.Equal(1, exit);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    private string[] Arguments(string name) => [_config, "--data", _data, "--out", _folder.File(name), "--threads", "1"];

    private string Weights(string name) => _folder.File($"{name}/model/model.safetensors");

    // Pictures of different shapes: a batch puts them into one frame.
    private static int Width(int id) => 64 + 16 * (id % 3);

    private void WritePictures()
    {
        string annotations = _folder.Add("coco/annotations"), pictures = _folder.Add("coco/train2017");
        _folder.Add("coco/val2017");
        var random = new Random(1);
        for (int id = 1; id <= 6; id++)
        {
            byte[] pixels = new byte[Width(id) * 48 * 3];
            random.NextBytes(pixels);
            File.WriteAllBytes(Path.Combine(pictures, $"{id}.png"), PictureFile.EncodePng(new Picture(Width(id), 48, pixels)));
        }

        string json = JsonSerializer.Serialize(new
        {
            images = Enumerable.Range(1, 6).Select(id => new { id, file_name = $"{id}.png", width = Width(id), height = 48 }),
            categories = CocoClasses.Names.Select((name, id) => new { id, name }).Where(category => !category.name.StartsWith("unused", StringComparison.Ordinal)),
            annotations = Enumerable.Range(1, 9).Select(i => new { id = i, image_id = 1 + i % 6, category_id = 1 + i, bbox = (double[])[3 * i, 2 * i, 20, 15 + i], area = 300.0, iscrowd = 0 }),
        });
        foreach (string split in (string[])["train2017", "val2017"])
            File.WriteAllText(Path.Combine(annotations, $"instances_{split}.json"), json);
    }
}
