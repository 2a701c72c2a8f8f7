using System.Text.Json;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.GroupFree.Decoding;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Decoding;

[Trait("Category", "Golden")]
public class DecodeGoldenTests
{
    private const double Limit = 1e-6;

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "decode_", MemberType = typeof(GoldenCases))]
    public void Decode_EveryVariant_MatchesTheReference(string name)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(GoldenCases.PathOf(name));
        using JsonDocument variants = JsonDocument.Parse(golden.Metadata["variants"]);
        foreach (JsonProperty variant in variants.RootElement.EnumerateObject())
            CompareAll(golden, name, variant.Name + "_", ["last_"], Options(variant.Value));
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "decode_", MemberType = typeof(GoldenCases))]
    public void Decode_ConcatenatedHeads_MatchTheReference(string name)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(GoldenCases.PathOf(name));
        using JsonDocument combos = JsonDocument.Parse(golden.Metadata["combos"]);
        using JsonDocument variants = JsonDocument.Parse(golden.Metadata["variants"]);
        foreach (JsonProperty combo in combos.RootElement.EnumerateObject().Where(c => c.Value.ValueKind == JsonValueKind.Array))
        {
            string[] heads = [.. combo.Value.EnumerateArray().Select(h => h.GetString()!)];
            CompareAll(golden, name, combo.Name, heads, Options(variants.RootElement.GetProperty("eval")));
        }
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "decode_|gf_", MemberType = typeof(GoldenCases))]
    public void MeanSizes_OfTheDataSet_AreThoseOfTheReference(string name)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(GoldenCases.PathOf(name));
        ObjectClasses classes = Classes(golden);
        double[] expected = [.. JsonSerializer.Deserialize<double[][]>(golden.Metadata["mean_size_arr"])!.SelectMany(s => s)];
        GoldenReport.Close(name, "mean_size_arr", expected, [.. classes.MeanSizes.SelectMany(s => new[] { s.X, s.Y, s.Z })], 1e-7);
    }

    private static void CompareAll(SafetensorsFile golden, string name, string prefix, string[] heads, DecodeOptions options)
    {
        long[] shape = golden["point_clouds"].Shape;
        float[] clouds = golden.ReadAs<float>("point_clouds");
        var decoder = new BoxDecoder(Classes(golden), options);
        for (int b = 0; b < shape[0]; b++)
        {
            float[] xyz = [.. clouds.AsSpan(b * (int)(shape[1] * shape[2]), (int)(shape[1] * shape[2]))
                .ToArray().Chunk((int)shape[2]).SelectMany(p => p[..3])];
            HeadOutputs head = HeadOutputs.Concatenate([.. heads.Select(h => Head(golden, h, b, (int)shape[0]))]);
            Compare(golden, name, $"{prefix}b{b}_", decoder.Decode(head, xyz), options);
        }
    }

    private static void Compare(SafetensorsFile golden, string name, string prefix, DecodedBox[] boxes, DecodeOptions options)
    {
        double[] corners = [.. boxes.SelectMany(b => CameraAxes.Corners(b.Box))];
        GoldenReport.Close(name, prefix + "corners", golden.ReadAs<double>(prefix + "corners"), corners, Limit);
        if (!options.PerClassProposals)
        {
            GoldenReport.Equal<int>(name, prefix + "cls", golden.ReadAs<int>(prefix + "cls"), [.. boxes.Select(b => b.Class)]);
            GoldenReport.Close(name, prefix + "score", golden.ReadAs<double>(prefix + "score"), [.. boxes.Select(b => b.Objectness)],
                Limit);
            return;
        }

        Detection3D[] detections = new BoxDecoder(Classes(golden), options).ToDetections(boxes);
        GoldenReport.Close(name, prefix + "scores", golden.ReadAs<double>(prefix + "scores"), [.. detections.Select(d => d.Score)], Limit);
    }

    private static ObjectClasses Classes(SafetensorsFile golden) =>
        golden.Metadata["dataset"] == "scannet" ? ObjectClasses.ScanNet : ObjectClasses.SunRgbd;

    private static DecodeOptions Options(JsonElement variant)
    {
        bool Flag(string name) => variant.GetProperty(name).GetBoolean();
        SuppressionKind byVolume = Flag("cls_nms") ? SuppressionKind.PerClass : SuppressionKind.ClassAgnostic;
        SuppressionKind kind = Flag("use_3d_nms") ? byVolume : SuppressionKind.FromAbove;
        return new()
        {
            RemoveEmptyBoxes = Flag("remove_empty_box"),
            Suppression = new(kind, variant.GetProperty("nms_iou").GetDouble(), Flag("use_old_type_nms")),
            MinObjectness = variant.GetProperty("conf_thresh").GetDouble(),
            PerClassProposals = Flag("per_class_proposal"),
        };
    }

    private static HeadOutputs Head(SafetensorsFile golden, string head, int b, int batch)
    {
        float[] Part(string name)
        {
            float[] all = golden.ReadAs<float>(head + name);
            return all.AsSpan(b * (all.Length / batch), all.Length / batch).ToArray();
        }

        float[]? Optional(string name) => golden.TryGet(head + name, out _) ? Part(name) : null;
        bool agnostic = golden.Metadata["size_cls_agnostic"] == "true";
        return new()
        {
            Centres = Part("center"),
            Objectness = Part("objectness_scores"),
            HeadingScores = Part("heading_scores"),
            HeadingResiduals = Part("heading_residuals"),
            SemanticScores = Part("sem_cls_scores"),
            Sizes = agnostic ? Part("pred_size") : null,
            SizeScores = agnostic ? null : Optional("size_scores"),
            SizeResiduals = agnostic ? null : Optional("size_residuals"),
        };
    }
}
