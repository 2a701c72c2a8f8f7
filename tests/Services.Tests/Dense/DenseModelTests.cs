using System.Runtime.InteropServices;
using Fuse3D.Client;
using Fuse3D.Services.Image;
using Fuse3D.Services.Tests.Support;
using Fuse3D.V1;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Tests.Dense;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Reflection.V1;

namespace Fuse3D.Services.Tests.Dense;

/// <summary>One host with models of four families.</summary>
public sealed class DenseHost : IAsyncLifetime
{
    internal static readonly string[] Families = ["segformer", "refinenet", "token_translation", "channel_unet"];

    internal TemporaryFolder Temporary { get; } = new();

    internal Dictionary<string, string> Folders { get; } = [];

    internal RunningHost Host { get; private set; } = null!;

    internal DenseClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        foreach (string family in Families)
            Folders[family] = DenseFrames.Write(Temporary, family);
        Host = await RunningHost.StartAsync(args => ImageHost.Build(args), [.. Folders.Values.SelectMany(folder => new[] { "--dense-model", folder })]);
        Client = new(Host.Grpc);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
        Temporary.Dispose();
    }
}

/// <summary>Dense models at a real host on loopback: what they answer is what the predictor says in this process.</summary>
public sealed class DenseModelTests(DenseHost shared) : IClassFixture<DenseHost>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _temporary = shared.Temporary;
    private readonly Dictionary<string, string> _folders = shared.Folders;
    private readonly DenseClient _client = shared.Client;

    [Theory]
    [InlineData("segformer", 71, 50), InlineData("refinenet", 64, 97), InlineData("segformer", 1, 1), InlineData("refinenet", 3, 5)]
    public async Task Segment_AnySize_IsThePredictorsToTheLastByte(string family, int width, int height)
    {
        using DensePredictor predictor = DensePredictor.Load(DenseModelFolder.Open(_folders[family]));
        SegmentationResult expected = await predictor.SegmentAsync(DenseFrames.Pictures(7, width, height), new() { WithExchange = true });
        DenseRequest request = DenseFrames.Segmentation(7, width, height, family);
        request.Options.IncludeExchangeMasks = true;

        DenseReply reply = await _client.SegmentAsync(request);

        Assert.Equal((0, "camera", 7ul), (reply.Status.Code, reply.Header.FrameId, reply.Header.Sequence));
        Assert.Equal((family, "1", (uint)width, (uint)height), (reply.ModelName, reply.ModelVersion, reply.Width, reply.Height));
        Assert.Equal(["rgb", "depth"], reply.Branches.Select(map => map.Name));
        Assert.Equal(expected.Branches, reply.Branches.Select(map => map.Values.Inline.ToByteArray()));
        Assert.Equal(expected.Ensemble, reply.Ensemble.Values.Inline.ToByteArray());
        Assert.Equal([height, width], reply.Ensemble.Values.Shape);
        Assert.Equal(expected.Exchange.Select(place => place.Place), reply.Exchange.Select(place => place.Place));
        foreach (var (mask, own) in expected.Exchange.SelectMany(place => place.Masks).Zip(reply.Exchange.SelectMany(place => place.Modalities)))
        {
            Assert.Equal((mask.Rows, mask.Columns, mask.Exchanged.Count(e => e)), ((int)own.Rows, (int)own.Columns, (int)own.Exchanged));
            Assert.Equal(mask.Exchanged, own.Mask.Inline.Select(value => value == 1));
        }

        Assert.Contains(reply.Exchange.SelectMany(place => place.Modalities), own => own.Exchanged > 0);
        Assert.Equal(["queue", "read", "network", "postprocess", "total"], reply.StageLatency.Select(stage => stage.Stage));
    }

    [Theory]
    [InlineData("token_translation"), InlineData("channel_unet")]
    public async Task Translate_OddSize_IsThePredictorsToTheLastBit(string family)
    {
        using DensePredictor predictor = DensePredictor.Load(DenseModelFolder.Open(_folders[family]));
        TranslationResult expected = await predictor.TranslateAsync(DenseFrames.Views(3, 61, 45));
        DenseRequest raw = DenseFrames.Translation(3, 61, 45, family), png = DenseFrames.Translation(3, 61, 45, family);
        png.Options = new();

        DenseReply planes = await _client.TranslateAsync(raw), picture = await _client.TranslateAsync(png);

        Assert.Equal([3, 45, 61], planes.Ensemble.Values.Shape);
        Assert.Equal(expected.Ensemble, MemoryMarshal.Cast<byte, float>(planes.Ensemble.Values.Inline.Span).ToArray());
        Assert.Equal(expected.Branches[1], MemoryMarshal.Cast<byte, float>(planes.Branches[1].Values.Inline.Span).ToArray());
        Assert.Equal(["reshading", "edge_texture"], planes.Branches.Select(map => map.Name));
        Assert.Empty(picture.Branches);
        Picture shown = PictureFile.Decode(picture.Ensemble.Picture.Data.Span, "ensemble");
        Assert.Equal(TranslationPicture.Of(expected.Ensemble, 45, 61, PictureForm.Direct).Rgb, shown.Rgb);
    }

    [Fact]
    public async Task Segment_AsPng_IsAPaletteOfTheClassColours()
    {
        DenseRequest raw = DenseFrames.Segmentation(1, 40, 30, "segformer"), png = DenseFrames.Segmentation(1, 40, 30, "segformer");
        png.Options = new();

        byte[] labels = (await _client.SegmentAsync(raw)).Ensemble.Values.Inline.ToByteArray();
        V1.Image mask = (await _client.SegmentAsync(png)).Ensemble.Picture;

        Assert.Equal(("png", 40u, 30u), (mask.Encoding, mask.Width, mask.Height));
        Assert.Equal(3, mask.Data[25]);      // of the header: the colour type of a palette
        Assert.Equal(LabelColours.Of(labels, 40, 30).Rgb, PictureFile.Decode(mask.Data.Span, "mask").Rgb);
    }

    [Fact]
    public async Task Segment_OtherFormsOfTheSameValues_GiveTheSameClasses()
    {
        Raster<ushort>[] pictures = DenseFrames.Pictures(5, 48, 33);
        byte[] colours = Array.ConvertAll(pictures[0].Values, value => (byte)value);
        float[] metres = Array.ConvertAll(pictures[1].Values, value => value / 1000f);      // the model stores millimetres
        DenseRequest request = DenseFrames.Segmentation(5, 48, 33, "segformer");
        byte[] expected = (await _client.SegmentAsync(request)).Ensemble.Values.Inline.ToByteArray();

        ModalPicture[] depths =
        [
            Frames.Depth("depth", 48, 33, pictures[1].Values),
            Frames.Depth("depth", 48, 33, pictures[1].Values, metresPerUnit: 0.001),
            new() { Name = "depth", Picture = new() { Encoding = "32FC1", Width = 48, Height = 33, Data = Google.Protobuf.ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(metres)) } },
            new() { Name = "depth", Values = Frames.Input(metres, 33, 48) },
            new() { Name = "depth", Values = Tensor(DataType.Int32, MemoryMarshal.AsBytes<int>(Array.ConvertAll(pictures[1].Values, value => (int)value)), 33, 48) },
        ];
        foreach (ModalPicture depth in depths)
        {
            request.Modalities.Clear();
            request.Modalities.Add(depth);      // in another order than the model's
            request.Modalities.Add(new ModalPicture { Name = "rgb", Values = Tensor(DataType.Uint8, colours, 33, 48, 3) });
            Assert.Equal(expected, (await _client.SegmentAsync(request)).Ensemble.Values.Inline.ToByteArray());
        }

        static Tensor Tensor(DataType type, ReadOnlySpan<byte> bytes, params long[] shape) => new() { Dtype = type, Shape = { shape }, Inline = Google.Protobuf.ByteString.CopyFrom(bytes) };
    }

    [Fact]
    public async Task Segment_ScalesFlipAndTiles_AreThePredictors()
    {
        using DensePredictor predictor = DensePredictor.Load(DenseModelFolder.Open(_folders["segformer"]));
        SegmentationResult expected = await predictor.SegmentAsync(
            DenseFrames.Pictures(2, 400, 300), new() { Scales = [0.75, 1], Flip = true, MaxPixels = 1 << 16, Overlap = 64 });
        DenseRequest request = DenseFrames.Segmentation(2, 400, 300, "segformer");
        request.Options.Scales.AddRange([0.75, 1]);
        (request.Options.Flip, request.Options.MaxPixels, request.Options.Overlap) = (true, 1 << 16, 64);

        DenseReply reply = await _client.SegmentAsync(request);

        Assert.Equal(expected.Ensemble, reply.Ensemble.Values.Inline.ToByteArray());
    }

    [Fact]
    public async Task Segment_Tiles_AgreeWithTheirPartsWhereTheyOverlap()
    {
        DenseRequest Part(int left, int top, int width, int height)
        {
            Raster<ushort>[] parts = [.. DenseFrames.Pictures(2, 400, 300).Select(picture => picture.Part(left, top, width, height))];
            DenseRequest request = new() { ModelName = "segformer", Options = new() { Encoding = DenseEncoding.Raw, MaxPixels = 1 << 16, Overlap = 64 } };
            request.Modalities.Add(Frames.Colours("rgb", width, height, Array.ConvertAll(parts[0].Values, value => (byte)value)));
            request.Modalities.Add(Frames.Depth("depth", width, height, parts[1].Values));
            return request;
        }

        byte[] whole = await Labels(Part(0, 0, 400, 300)), first = await Labels(Part(0, 0, 256, 256)), last = await Labels(Part(144, 44, 256, 256));

        for (int y = 0; y < 150; y++)       // the middle of what the tiles share: (44 + 256) / 2, (144 + 256) / 2
        {
            Assert.Equal(first.AsSpan(y * 256, 200), whole.AsSpan(y * 400, 200));
            Assert.Equal(last.AsSpan((y + 106) * 256 + 56, 200), whole.AsSpan((y + 150) * 400 + 200, 200));
        }

        async Task<byte[]> Labels(DenseRequest request) => (await _client.SegmentAsync(request)).Ensemble.Values.Inline.ToByteArray();
    }

    [Fact]
    public async Task GetInfo_AllAndOne_TellWhatModelsTake()
    {
        DenseInfoReply all = await _client.GetInfoAsync(), one = await _client.GetInfoAsync("segformer");

        Assert.Equal(DenseHost.Families, all.Models.Select(model => model.Name));
        DenseModelInfo segformer = Assert.Single(one.Models);
        Assert.Equal((DenseKind.Segmentation, "segformer", "cpu", ""), (segformer.Kind, segformer.Family, segformer.Device, segformer.Target));
        Assert.Equal(["rgb", "depth"], segformer.Modalities);
        Assert.Equal(TinyDense.Classes, segformer.Labels);
        Assert.Equal(LabelColours.OfClasses(3).SelectMany(colour => new[] { colour.R, colour.G, colour.B }), segformer.Palette);
        Assert.Equal(DenseModelFolder.Open(_folders["segformer"]).WeightsSum, segformer.WeightsSha256);
        Assert.Equal(("rgb", DenseKind.Translation), (all.Models[3].Target, all.Models[3].Kind));
        Assert.Equal((10u, 16_000_000ul, 1u << 20), (all.MaxQueue, all.MaxPicturePixels, all.MaxTilePixels));
    }

    [Fact]
    public async Task Health_ServiceAndModels_Serve()
    {
        using GrpcChannel channel = GrpcChannel.ForAddress(shared.Host.Grpc);
        foreach (string name in (string[])["", "fuse3d.v1.DenseModel", .. DenseHost.Families.Select(family => $"model/{family}")])
        {
            HealthCheckResponse health = await new Health.HealthClient(channel).CheckAsync(new() { Service = name }, deadline: DateTime.UtcNow + Soon);
            Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
        }
    }

    [Fact]
    public async Task Reflection_WithDenseModels_ListsTheServiceAndItsMethods()
    {
        using GrpcChannel channel = GrpcChannel.ForAddress(shared.Host.Grpc);
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(deadline: DateTime.UtcNow + Soon);
        ServerReflectionResponse listed = await AskAsync(new() { ListServices = "" }), described = await AskAsync(new() { FileContainingSymbol = "fuse3d.v1.DenseModel" });

        Assert.Contains(listed.ListServicesResponse.Service, service => service.Name == "fuse3d.v1.DenseModel");
        ServiceDescriptorProto dense = described.FileDescriptorResponse.FileDescriptorProto.SelectMany(file => FileDescriptorProto.Parser.ParseFrom(file).Service)
            .Single(service => service.Name == "DenseModel");
        Assert.Equal(DenseModel.Descriptor.Methods.Select(method => method.Name), dense.Method.Select(method => method.Name));
        Assert.Superset(new HashSet<string> { "Segment", "SegmentStream", "Translate", "TranslateStream", "GetInfo" }, dense.Method.Select(method => method.Name).ToHashSet());

        async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
        {
            await call.RequestStream.WriteAsync(request);
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            return call.ResponseStream.Current;
        }
    }

    [Fact]
    public async Task Metrics_AfterAFrame_CountItByItsModel()
    {
        await using RunningHost host = await RunningHost.StartAsync(args => ImageHost.Build(args), "--dense-model", _folders["segformer"]);
        using DenseClient client = new(host.Grpc);
        await client.SegmentAsync(DenseFrames.Segmentation(1, 32, 32));
        using HttpClient http = new() { BaseAddress = host.Http };

        string text = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative));

        Assert.Contains("fuse3d_requests_total{model=\"segformer\",code=\"OK\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("fuse3d_stage_duration_seconds_bucket{stage=\"network\",le=\"+Inf\"} 1\n", text, StringComparison.Ordinal);
        Assert.Single(text.Split('\n'), line => line.StartsWith("fuse3d_queue_depth ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Segment_UnknownOrUnclearModel_SaysWhichThereAre()
    {
        var unknown = await Assert.ThrowsAsync<RpcException>(() => _client.SegmentAsync(DenseFrames.Segmentation(1, 32, 32, "nobody")));
        var unclear = await Assert.ThrowsAsync<RpcException>(() => _client.SegmentAsync(DenseFrames.Segmentation(1, 32, 32)));
        var translates = await Assert.ThrowsAsync<RpcException>(() => _client.SegmentAsync(DenseFrames.Segmentation(1, 32, 32, "channel_unet")));
        var segments = await Assert.ThrowsAsync<RpcException>(() => _client.TranslateAsync(DenseFrames.Translation(1, 32, 32, "refinenet")));

        Assert.Equal((StatusCode.NotFound, "there is no model 'nobody' here; this service has 'segformer', 'refinenet', 'token_translation', 'channel_unet'"), (unknown.StatusCode, unknown.Status.Detail));
        Assert.Equal((StatusCode.InvalidArgument, "model_name: several models segment; name one of 'segformer', 'refinenet'"), (unclear.StatusCode, unclear.Status.Detail));
        Assert.Equal((StatusCode.InvalidArgument, "model_name: model 'channel_unet' translates; it does not segment"), (translates.StatusCode, translates.Status.Detail));
        Assert.Equal((StatusCode.InvalidArgument, "model_name: model 'refinenet' segments; it does not translate"), (segments.StatusCode, segments.Status.Detail));
        Assert.Equal("model_name", segments.Trailers.GetValue("fuse3d-field"));
    }

    [Fact]
    public async Task Segment_DetectorBesideIt_BothAnswerAndOneModelNeedsNoName()
    {
        await using RunningHost both = await RunningHost.StartAsync(
            args => ImageHost.Build(args), "--model", TinyModel.Write(_temporary, name: "beside"), "--dense-model", _folders["segformer"]);
        using DenseClient dense = new(both.Grpc);
        using DetectorClient detector = DetectorClient.ForImages(both.Grpc);

        Assert.Equal("segformer", (await dense.SegmentAsync(DenseFrames.Segmentation(1, 32, 32))).ModelName);
        Assert.Equal("tiny", (await detector.DetectAsync(TinyModel.Frame(1))).ModelName);
        var none = await Assert.ThrowsAsync<RpcException>(() => dense.TranslateAsync(DenseFrames.Translation(1, 32, 32)));
        Assert.Equal("model_name: model 'segformer' segments; it does not translate", none.Status.Detail);
    }

    [Fact]
    public async Task Segment_ServiceWithoutDenseModels_SaysHowOneIsGiven()
    {
        await using RunningHost without = await RunningHost.StartAsync(args => ImageHost.Build(args), "--model", TinyModel.Write(_temporary));
        using DenseClient dense = new(without.Grpc);

        var none = await Assert.ThrowsAsync<RpcException>(() => dense.SegmentAsync(DenseFrames.Segmentation(1, 32, 32)));

        Assert.Equal((StatusCode.NotFound, "this service has no dense model; it is started with --dense-model FOLDER"), (none.StatusCode, none.Status.Detail));
        Assert.Empty((await dense.GetInfoAsync()).Models);
    }

    [Fact]
    public void Build_WrongModels_SaysWhatIsWrong()
    {
        Fails("there is nothing to serve");
        Fails("no such folder", "--dense-model", _temporary.File("missing"));
        Fails("a dense model named 'segformer' is there already", "--dense-model", _folders["segformer"], "--dense-model", _folders["segformer"]);
        Fails("holds no model of segmentation or translation", "--dense-model", TinyModel.Write(_temporary, name: "detector"));

        static void Fails(string expected, params string[] args) =>
            Assert.Contains(expected, Assert.Throws<Vision.InvalidInputException>(() => ImageHost.Build(args)).Message, StringComparison.Ordinal);
    }
}
