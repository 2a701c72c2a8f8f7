using System.Globalization;
using System.Text.Json;
using Fuse3D.V1;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Tests.Golden;
using Google.Protobuf;

namespace Fuse3D.Services.Tests.Support;

/// <summary>A golden case of the fused detector: its scenes as requests, its weights as a model folder, its heads to compare with.</summary>
internal sealed class GoldenFrame : IDisposable
{
    private readonly SafetensorsFile _file;
    private readonly JsonElement _arguments;

    public GoldenFrame(string name)
    {
        _file = SafetensorsFile.Open(GoldenCases.PathOf(name));
        _arguments = JsonSerializer.Deserialize<JsonElement>(_file.Metadata["kwargs"]);
    }

    public int Scenes => (int)_file["point_clouds"].Shape[0];

    public SafetensorsFile File => _file;

    public void Dispose() => _file.Dispose();

    /// <summary>Writes the case's weights by the hash rule.</summary>
    public string WriteModel(TemporaryFolder temporary)
    {
        string folder = temporary.Add("golden-model");
        var keys = JsonSerializer.Deserialize<JsonElement[][]>(_file.Metadata["state_dict"])!
            .Select(entry => (entry[0].GetString()!, entry[1].Deserialize<long[]>()!));
        Checkpoint.Save(WeightTable.Hashed(HashedWeights.FromMetadata(_file.Metadata), keys), Path.Combine(folder, "model.safetensors"));
        System.IO.File.WriteAllLines(Path.Combine(folder, "labels.txt"), Vision.Data.ObjectClasses.SunRgbd.Names);
        System.IO.File.WriteAllText(Path.Combine(folder, "config.yaml"), Config());
        ModelFolder.Seal(folder);
        return folder;
    }

    /// <summary>One scene as a robot would send it: 0-based pixels, camera from points.</summary>
    public DetectRequest Request(int scene)
    {
        byte[] points = _file.ReadBytes("point_clouds"), picture = _file.ReadBytes("image_u8");
        int cloud = points.Length / Scenes, height = (int)_file["image_u8"].Shape[^3], width = (int)_file["image_u8"].Shape[^2];
        var request = new DetectRequest
        {
            Header = new() { FrameId = "upright", Sequence = (ulong)scene },
            Cloud = new() { Data = ByteString.CopyFrom(points, scene * cloud, cloud) },
            Options = new() { IncludeRawHeads = true, IncludeExchange = true, ScoreThreshold = 0 },
        };
        request.Views.Add(new View
        {
            Image = new() { Encoding = "rgb8", Width = (uint)width, Height = (uint)height, Data = ByteString.CopyFrom(picture, 0, width * height * 3) },
            Camera = Camera(scene),
        });
        double scale = _file.ReadAs<float>("scale")[scene];
        double[] tilt = [.. _file.ReadAs<float>("calib_Rtilt").Skip(scene * 9).Take(9).Select(value => (double)value)];
        var cameraFromPoints = Vision.Geometry.SunRgbdGeometry.CameraFromPoints(tilt, scale);
        for (int i = 0; i < 12; i++)
            request.Views[0].CameraFromPointsMatrix.Add(cameraFromPoints[i / 4, i % 4]);
        return request;
    }

    /// <summary>One scene of an output.</summary>
    public float[] Expected(string output, int scene) => OfScene(_file.ReadAs<float>(output), scene);

    /// <summary>How many seeds of scene 0 each layer replaced, as far as the file tells.</summary>
    public int[] Substituted()
    {
        List<int> counts = [];
        for (int layer = 0; _file.TryGet($"layer{layer}_substituted", out _); layer++)
            counts.Add(OfScene(_file.ReadBytes($"layer{layer}_substituted"), scene: 0).Count(replaced => replaced != 0));
        return [.. counts];
    }

    public int[] Indices(string output, int scene) => [.. OfScene(_file.ReadAs<long>(output), scene).Select(index => (int)index)];

    private T[] OfScene<T>(T[] all, int scene)
    {
        int size = all.Length / Scenes;
        return all[(scene * size)..((scene + 1) * size)];
    }

    // The data set counts pixels from 1.
    private CameraInfo Camera(int scene)
    {
        double[] k = [.. _file.ReadAs<float>("calib_K").Skip(scene * 9).Take(9).Select(value => (double)value)];
        return new() { K = { k[0], k[1], k[2] - 1, k[3], k[4], k[5] - 1, k[6], k[7], k[8] } };
    }

    private string Config()
    {
        Skip.If(Number("input_feature_dim") != 0, "clouds with features of the case's own cannot be sent as points alone");
        return string.Create(CultureInfo.InvariantCulture, $"""
            name: golden
            version: "1"
            family: token_fusion
            points: {_file["point_clouds"].Shape[1]}
            group_free:
              decoder_layers: {Number("num_decoder_layers")}
              candidates: {Number("num_proposal")}
              heading_bins: {Number("num_heading_bin")}
              class_agnostic_size: {(_arguments.GetProperty("size_cls_agnostic").GetBoolean() ? "true" : "false")}
              heads: {Number("nhead")}
              feed_forward: {Number("dim_feedforward")}
              width: {Number("width")}
              sampling: {(Text("sampling") == "kps" ? "closest" : "furthest")}
              self_position: {Position("self_position_embedding")}
              cross_position: {Position("cross_position_embedding")}
              mean_sizes_of: sunrgbd
            yolos:
              size: {Text("img_backbone").ToLowerInvariant()}
              picture: [730, 530]
            exchange:
              threshold: {_file.Metadata["threshold"]}

            """);
    }

    private int Number(string argument) => _arguments.GetProperty(argument).GetInt32();

    private string Text(string argument) => _arguments.GetProperty(argument).GetString()!;

    private string Position(string argument) => Text(argument) switch
    {
        "loc_learned" => "box",
        "xyz_learned" => "xyz",
        _ => "none",
    };
}
