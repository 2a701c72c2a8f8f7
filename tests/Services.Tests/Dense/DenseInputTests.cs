using System.Runtime.InteropServices;
using Fuse3D.Client;
using Fuse3D.Services.Image;
using Fuse3D.Services.Tests.Support;
using Fuse3D.V1;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Tests.Dense;
using Google.Protobuf;
using Grpc.Core;

namespace Fuse3D.Services.Tests.Dense;

/// <summary>One host for all cases of wrong input.</summary>
public sealed class DenseInputHost : IAsyncLifetime
{
    private readonly TemporaryFolder _temporary = new();
    private RunningHost _host = null!;

    internal DenseClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        string translation = DenseFrames.Write(_temporary, TinyDense.TokenTranslation with { Name = "depths", Modalities = [new() { Name = "depth_zbuffer" }, new() { Name = "edge_texture" }] });
        _host = await RunningHost.StartAsync(
            args => ImageHost.Build(args), "--dense-model", DenseFrames.Write(_temporary, "segformer"), "--dense-model", translation,
            "--dense-megapixels", "0.5", "--dense-tile-pixels", "65536");
        Client = new(_host.Grpc);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
        _temporary.Dispose();
    }
}

/// <summary>Each wrong input is INVALID_ARGUMENT, names its field, and says what is allowed.</summary>
public sealed class DenseInputTests(DenseInputHost host) : IClassFixture<DenseInputHost>
{
    private static readonly Dictionary<string, (string Field, string Says, Action<DenseRequest> Break)> Cases = new()
    {
        ["no modality"] = ("modalities", "'rgb' is missing; the model takes rgb, depth", r => r.Modalities.Clear()),
        ["missing modality"] = ("modalities", "'depth' is missing", r => r.Modalities.RemoveAt(1)),
        ["unknown modality"] = ("modalities[1].name", "the model takes no 'heat'; it takes rgb, depth", r => r.Modalities[1].Name = "heat"),
        ["modality twice"] = ("modalities[2].name", "'rgb' is there twice", r => r.Modalities.Add(r.Modalities[0].Clone())),
        ["no data"] = ("modalities[0]", "neither a picture nor values", r => r.Modalities[0].ClearData()),
        ["no bytes"] = ("modalities[0].picture", "there is no picture", r => r.Modalities[0].Picture.Data = ByteString.Empty),
        ["not an image"] = ("modalities[0].picture.data", "neither a JPEG nor a PNG picture", r => r.Modalities[0].Picture.Data = ByteString.CopyFromUtf8("this is text")),
        ["truncated"] = ("modalities[1].picture.data", "truncated", r => r.Modalities[1].Picture.Data = ByteString.CopyFrom(r.Modalities[1].Picture.Data.Span[..100])),
        ["other size"] = ("modalities[1].picture", "20 x 32 pixels, where depth and rgb must be equal; rgb has 40 x 32", r => r.Modalities[1] = DenseFrames.Segmentation(1, 20, 32).Modalities[1]),
        ["claimed size"] = ("modalities[0].picture", "the file holds 40 x 32", r => r.Modalities[0].Picture.Width = 41),
        ["too large file"] = ("modalities[0].picture.data", "1 megapixels; at most 0.5 are allowed", r => r.Modalities[0] = Frames.Modality("rgb", PictureFile.EncodePng(new Picture(1000, 1000, new byte[3_000_000])))),
        ["too large claim"] = ("modalities[0].picture", "at most 0.5 are allowed", r => r.Modalities[0].Picture = new() { Encoding = "rgb8", Width = 100_000, Height = 100_000, Data = ByteString.CopyFrom(1) }),
        ["16 bits of colour"] = ("modalities[0].picture", "rgb has colours of 8 bits", r => r.Modalities[0].Picture = r.Modalities[1].Picture.Clone()),
        ["unknown encoding"] = ("modalities[0].picture.encoding", "'yuv422' is not read", r => r.Modalities[0].Picture = new() { Encoding = "yuv422", Width = 2, Height = 2, Data = ByteString.CopyFrom(1) }),
        ["few bytes"] = ("modalities[1].picture.data", "2 bytes are not 32 rows", r => r.Modalities[1].Picture = new() { Encoding = "16UC1", Width = 40, Height = 32, Data = ByteString.CopyFrom(1, 2) }),
        ["tensor type"] = ("modalities[1].values", "is wanted", r => r.Modalities[1].Values = new() { Dtype = DataType.Int64, Shape = { 32, 40 }, Inline = ByteString.CopyFrom(1) }),
        ["tensor bytes"] = ("modalities[1].values.inline", "3 bytes are not [32, 40]", r => r.Modalities[1].Values = new() { Dtype = DataType.Uint8, Shape = { 32, 40 }, Inline = ByteString.CopyFrom(1, 2, 3) }),
        ["tensor shape"] = ("modalities[1].values", "an empty picture", r => r.Modalities[1].Values = new() { Dtype = DataType.Uint8, Shape = { -1, 40 }, Inline = ByteString.CopyFrom(1) }),
        ["tensor value"] = ("modalities[1].values", "number 0 is -1", r => r.Modalities[1].Values = new() { Dtype = DataType.Int32, Shape = { 1, 1 }, Inline = ByteString.CopyFrom(255, 255, 255, 255) }),
        ["unit"] = ("modalities[1].metres_per_unit", "is not a length", r => r.Modalities[1].MetresPerUnit = double.NaN),
        ["unit of colours"] = ("modalities[0].metres_per_unit", "colours have no unit", r => r.Modalities[0].MetresPerUnit = 0.001),
        ["encoding of the reply"] = ("options.encoding", "9 is not known", r => r.Options.Encoding = (DenseEncoding)9),
        ["scale"] = ("options.scales", "scales [0]", r => r.Options.Scales.Add(0)),
        ["not a scale"] = ("options.scales", "scales [NaN]", r => r.Options.Scales.Add(double.NaN)),
        ["many scales"] = ("options.scales", "1 to 16 factors", r => r.Options.Scales.AddRange(Enumerable.Repeat(1.0, 17))),
        ["small tile"] = ("options.max_pixels", "1; 65536 to 65536 are allowed", r => r.Options.MaxPixels = 1),
        ["large tile"] = ("options.max_pixels", "65536 to 65536 are allowed", r => r.Options.MaxPixels = 1 << 20),
        ["overlap"] = ("options.overlap", "0 to 1024 pixels are allowed", r => r.Options.Overlap = uint.MaxValue),
        ["scaled tile"] = ("options.scales", "take smaller tiles", r => Large(r).Options.Scales.Add(4)),
        ["exchange of tiles"] = ("options.include_exchange", "of whole pictures only", r => Large(r).Options.IncludeExchange = true),
    };

    // More than a tile.
    private static DenseRequest Large(DenseRequest request)
    {
        request.Modalities.Clear();
        request.Modalities.AddRange(DenseFrames.Segmentation(1, 400, 300).Modalities);
        return request;
    }

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Segment_WrongInput_NamesTheField(string name)
    {
        var (field, says, destroy) = Cases[name];
        DenseRequest request = DenseFrames.Segmentation(1, 40, 32);
        destroy(request);

        var refused = await Assert.ThrowsAsync<RpcException>(() => host.Client.SegmentAsync(request));

        Assert.Equal((StatusCode.InvalidArgument, field), (refused.StatusCode, refused.Trailers.GetValue("fuse3d-field")));
        Assert.Contains(says, refused.Status.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetTempPath(), refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Translate_WrongInput_NamesTheField()
    {
        byte[] depth = DenseFrames.Segmentation(1, 40, 32).Modalities[1].Picture.Data.ToByteArray();
        DenseRequest good = new() { Modalities = { Frames.Modality("depth_zbuffer", depth), Frames.Modality("edge_texture", depth) } };
        Assert.Equal(40u, (await host.Client.TranslateAsync(good)).Width);

        await Fails("modalities[1].name", "the model takes no 'x-ray'", r => r.Modalities[1].Name = "x-ray");
        await Fails("options.scales", "scales are for segmentation", r => r.Options = new() { Scales = { 1, 2 } });
        await Fails("modalities[1].picture", "12 x 32", r => r.Modalities[1] = Frames.Colours("edge_texture", 12, 32, new byte[12 * 32 * 3]));

        async Task Fails(string field, string says, Action<DenseRequest> destroy)
        {
            DenseRequest request = good.Clone();
            destroy(request);
            var refused = await Assert.ThrowsAsync<RpcException>(() => host.Client.TranslateAsync(request));
            Assert.Equal((StatusCode.InvalidArgument, field), (refused.StatusCode, refused.Trailers.GetValue("fuse3d-field")));
            Assert.Contains(says, refused.Status.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Translate_SixteenBitsInADomainOfEight_IsRefused()
    {
        using TemporaryFolder temporary = new();
        await using RunningHost own = await RunningHost.StartAsync(args => ImageHost.Build(args), "--dense-model", DenseFrames.Write(temporary, "token_translation"));
        using DenseClient client = new(own.Grpc);
        DenseRequest request = DenseFrames.Translation(1, 40, 32);
        request.Modalities[0] = Frames.Modality("reshading", DenseFrames.Segmentation(1, 40, 32).Modalities[1].Picture.Data.Span);

        var refused = await Assert.ThrowsAsync<RpcException>(() => client.TranslateAsync(request));

        Assert.Equal("modalities[0].picture", refused.Trailers.GetValue("fuse3d-field"));
        Assert.Contains("which has 8 bits", refused.Status.Detail, StringComparison.Ordinal);
    }

    /// <summary>Grey values are scaled as the domain stores them, colours are taken as they are: by data sets and on the wire.</summary>
    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Translate_TextureInGreyOrColour_IsWhatADataSetReads(bool colours)
    {
        const int Width = 40, Height = 32;
        using TemporaryFolder temporary = new();
        Picture shade = DenseFrames.Views(1, Width, Height)[0];
        byte[] texture = colours
            ? PictureFile.EncodePng(DenseFrames.Views(1, Width, Height)[1])
            : PictureFile.EncodePng(new Vision.Formats.DepthImage(Width, Height, DenseFrames.Pictures(1, Width, Height)[1].Values));
        PictureFile.Write(Path.Combine(temporary.Add("reshading"), "view_domain_reshading.png"), shade);
        File.WriteAllBytes(Path.Combine(temporary.Add("edge_texture"), "view_domain_edge_texture.png"), texture);
        File.WriteAllText(temporary.File("val_domain.txt"), "{domain}/view_domain_{domain}.png\n");
        ITranslationDataset set = DenseDatasets.OpenTranslation("taskonomy", temporary.Path, "val");
        string folder = DenseFrames.Write(temporary, "token_translation");
        using DensePredictor predictor = DensePredictor.Load(DenseModelFolder.Open(folder));
        TranslationResult expected = await predictor.TranslateAsync([set.Read("view", "reshading"), set.Read("view", "edge_texture")]);
        await using RunningHost own = await RunningHost.StartAsync(args => ImageHost.Build(args), "--dense-model", folder);
        using DenseClient client = new(own.Grpc);
        DenseRequest request = DenseFrames.Translation(1, Width, Height);
        request.Modalities[1] = Frames.Modality("edge_texture", texture);

        DenseReply reply = await client.TranslateAsync(request);

        Assert.Equal(expected.Ensemble, MemoryMarshal.Cast<byte, float>(reply.Ensemble.Values.Inline.Span).ToArray());
    }

    [Fact]
    public async Task Segment_ReplyLargerThanAMessage_IsResourceExhausted()
    {
        using TemporaryFolder temporary = new();
        await using RunningHost small = await RunningHost.StartAsync(
            args => ImageHost.Build(args), "--dense-model", DenseFrames.Write(temporary, "token_translation"), "--max-message-megabytes", "1");
        using DenseClient client = new(small.Grpc);
        DenseRequest request = DenseFrames.Translation(1, 200, 200);      // 3 x 200 x 200 numbers of each of three maps

        var refused = await Assert.ThrowsAsync<RpcException>(() => client.TranslateAsync(request));
        request.Options = new();
        DenseReply png = await client.TranslateAsync(request);

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Contains("ask for png", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(200u, png.Ensemble.Picture.Width);
    }
}
