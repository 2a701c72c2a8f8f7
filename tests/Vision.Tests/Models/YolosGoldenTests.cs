using System.Globalization;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Models.Yolos;
using Fuse3D.Vision.Tests.Golden;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Models;

[Trait("Category", "Golden")]
public class YolosGoldenTests
{
    private const double LogitLimit = 1e-4, BoxLimit = 2e-5, TokenLimit = 3e-4, PositionLimit = 1e-5;
    private const string Tokens = "tokens_after_block";

    /// <summary>Cases with a network: those of the kind that hold a picture and its outputs.</summary>
    public static TheoryData<string> Networks => GoldenContents.Of("yolos_", "image_resized_u8", "pred_logits");

    public static TheoryData<string, string> NetworksOnDevices => GoldenDevices.On(Networks);

    [SkippableTheory, MemberData(nameof(NetworksOnDevices)), Trait("Category", "Gpu")]
    public void Forward_GoldenCase_MatchesReference(string name, string device)
    {
        using var golden = new GoldenModel(name) { Device = GoldenDevices.Open(device) };
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using YolosNetwork network = golden.LoadInto(new YolosNetwork(golden.Yolos()));
        var pictures = golden.Pictures("image_resized_u8", batch: 1);
        var x = network.Backbone.Embed(pictures);
        var outputs = new NamedOutputs();
        for (int i = 0; i < network.Config.Blocks; i++)
        {
            x = network.Backbone.RunBlock(x, i);
            outputs.Add([new($"{Tokens}{i + 1}", x)]);      // before the middle positions that follow
            x = network.Backbone.AddMiddle(x, i, YolosBackbone.SizeOf(pictures));
        }

        var (logits, boxes) = network.Heads(network.Backbone.DetectionTokens(x));
        Compare(golden, outputs.Add([new("pred_logits", logits), new("pred_boxes", boxes)]), $"plain, {device}");
    }

    [SkippableTheory, MemberData(nameof(Networks))]
    public void Run_GoldenCase_MatchesReference(string name)
    {
        using var golden = new GoldenModel(name);
        YolosConfig config = golden.Yolos();
        WeightTable weights = golden.Weights();
        using var pictures = golden.Pictures("image_resized_u8", batch: 1);
        PictureSize size = YolosBackbone.SizeOf(pictures);
        int rows = config.TableRows(size);
        float[][] middle = new PackedPositions(weights, "backbone.", config).For(size).Middle;

        var outputs = new NamedOutputs();
        var (logits, boxes) = new PackedYolos(weights, config).Run(pictures.data<float>().ToArray(), size, config.Blocks, (block, tokens) =>
        {
            float[] before = tokens.ToArray();
            if (block < middle.Length)
                before = [.. before.Zip(middle[block], (token, position) => token - position)];
            outputs.Add($"{Tokens}{block + 1}", [1, rows, config.Width], before);
        }, null, CancellationToken.None);
        outputs.Add("pred_logits", [1, config.DetectionTokens, config.Classes + 1], logits);
        outputs.Add("pred_boxes", [1, config.DetectionTokens, 4], boxes);
        Compare(golden, outputs, "fast");
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "yolos_pos_embed", MemberType = typeof(GoldenCases))]
    public void Resize_GoldenTable_MatchesReference(string name)
    {
        using var golden = new GoldenModel(name);
        using var scope = NewDisposeScope();
        PictureSize start = new(160, 224), middle = new(96, 128);
        foreach (var entry in golden.Entries.Where(entry => entry.Name.Contains("_to_", StringComparison.Ordinal)))
        {
            int[] to = [.. entry.Name.Split('_')[2].Split('x').Select(side => int.Parse(side, CultureInfo.InvariantCulture))];
            PictureSize size = new(to[0], to[1]);
            var actual = entry.Name.Split('_')[0] switch
            {
                "init" => PositionTable.Resize(golden.Tensor("init_pe"), start, size),
                "mid" => PositionTable.Resize(golden.Tensor("mid_pe"), middle, size),
                _ => PositionTable.FromDeit(golden.Tensor("deit_pos_embed"), empty(1, 0, golden.Shape("deit_pos_embed")[2]), size),
            };
            GoldenReport.Close(name, entry.Name, golden.Floats(entry.Name), actual.contiguous().data<float>().ToArray(), PositionLimit);
        }
    }

    private static void Compare(GoldenModel golden, NamedOutputs outputs, string path)
    {
        foreach (SafetensorsEntry entry in golden.Entries)
        {
            if (entry.Name.StartsWith(Tokens, StringComparison.Ordinal))
                outputs.Compare(golden, entry, path, TokenLimit, axis: 2);
            else if (entry.Name.StartsWith("pred_", StringComparison.Ordinal))
                outputs.Compare(golden, entry, path, entry.Name == "pred_boxes" ? BoxLimit : LogitLimit);
        }
    }
}
