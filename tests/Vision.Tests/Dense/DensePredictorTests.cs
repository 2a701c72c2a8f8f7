using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Models.Modalities;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

/// <summary>What a predictor adds to its network: input of any size in, maps of the same size out.</summary>
public sealed class DensePredictorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fuse3d-dense-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task SegmentAsync_OnePicture_IsThePublishedWayToTheLastBit()
    {
        DenseModelFolder folder = Open(TinyDense.Segformer);
        using DensePredictor predictor = DensePredictor.Load(folder);
        Raster<ushort>[] pictures = Pictures(71, 50);
        var (branches, ensemble, exchanged) = Published(folder, pictures);

        SegmentationResult result = await predictor.SegmentAsync(pictures, new() { WithExchange = true });

        Assert.Equal((71, 50), (result.Width, result.Height));
        Assert.Equal(ensemble, result.Ensemble);
        Assert.Equal(branches, result.Branches);
        Assert.True(result.Ensemble.Distinct().Count() > 1, "several classes are found");
        Assert.Equal(exchanged, result.Exchange.SelectMany(place => place.Masks).SelectMany(mask => mask.Exchanged));
    }

    [Fact]
    public async Task SegmentAsync_LargePicture_IsPutTogetherFromTiles()
    {
        using DensePredictor predictor = DensePredictor.Load(Open(TinyDense.Segformer));
        Raster<ushort>[] pictures = Pictures(400, 300);
        DenseOptions tiles = new() { MaxPixels = 1 << 16, Overlap = 64 };       // 256 x 256

        SegmentationResult whole = await predictor.SegmentAsync(pictures, tiles);
        SegmentationResult first = await predictor.SegmentAsync([.. pictures.Select(p => p.Part(0, 0, 256, 256))], tiles);
        SegmentationResult last = await predictor.SegmentAsync([.. pictures.Select(p => p.Part(144, 44, 256, 256))], tiles);

        Assert.Equal(400 * 300, whole.Ensemble.Length);
        for (int y = 0; y < 150; y++)       // the middle of what the tiles share: (44 + 256) / 2, (144 + 256) / 2
        {
            Assert.Equal(first.Ensemble.AsSpan(y * 256, 200), whole.Ensemble.AsSpan(y * 400, 200));
            Assert.Equal(last.Ensemble.AsSpan((y + 150 - 44) * 256 + 56, 200), whole.Ensemble.AsSpan((y + 150) * 400 + 200, 200));
        }
    }

    [Theory]
    [InlineData(1, 1), InlineData(300, 200), InlineData(640, 480), InlineData(2048, 1024), InlineData(257, 4000), InlineData(5000, 30)]
    public void Of_AnySize_EveryPixelCountsOnceAndTilesAreSmallEnough(int width, int height)
    {
        TileGrid grid = TileGrid.Of(height, width, 1 << 16, 64, 32);
        var counted = new int[width * height];
        foreach (var (row, column) in grid.Tiles)
        {
            Assert.True(grid.IsWhole || (long)row.Length * column.Length <= 1 << 16);
            Assert.True(row.Start <= row.From && row.To <= row.Start + row.Length && row.Start >= 0 && row.Start + row.Length <= height);
            Assert.True(column.Start <= column.From && column.To <= column.Start + column.Length && column.Start + column.Length <= width);
            for (int y = row.From; y < row.To; y++)
            {
                foreach (ref int pixel in counted.AsSpan(y * width + column.From, column.To - column.From))
                    pixel++;
            }
        }

        Assert.All(counted, count => Assert.Equal(1, count));
    }

    [Theory]
    [InlineData("token_translation", 32), InlineData("channel_unet", 256)]
    public async Task TranslateAsync_SidesThatAreNoMultiples_ArePaddedAndCut(string family, int multiple)
    {
        DenseModelFolder folder = Open(TinyDense.Of(family));
        using DensePredictor predictor = DensePredictor.Load(folder);
        Picture[] pictures = [Noise(70, 45, 1), Noise(70, 45, 2)];
        float[] expected = Padded(folder, pictures, multiple);

        TranslationResult result = await predictor.TranslateAsync(pictures);

        Assert.Equal(expected, result.Ensemble);
        Assert.Equal(2, result.Branches.Count);
        Assert.All(result.Ensemble, value => Assert.InRange(value, -1, 1));
    }

    [Theory]
    [InlineData("segformer", 1, 1), InlineData("segformer", 28, 90), InlineData("refinenet", 1, 1), InlineData("pspnet", 5, 3), InlineData("deeplab", 3, 5)]
    public async Task SegmentAsync_SmallPicture_GetsAClassForEveryPixel(string family, int width, int height)
    {
        using DensePredictor predictor = DensePredictor.Load(Open(TinyDense.Of(family)));

        SegmentationResult plain = await predictor.SegmentAsync(Pictures(width, height));
        SegmentationResult scaled = await predictor.SegmentAsync(Pictures(width, height), new() { Scales = [0.5, 2], Flip = true });

        Assert.All((SegmentationResult[])[plain, scaled], result => Assert.Equal(width * height, result.Ensemble.Length));
    }

    [Fact]
    public async Task SegmentAsync_JustLargeEnough_IsThePublishedWay()
    {
        DenseModelFolder folder = Open(TinyDense.Segformer);
        using DensePredictor predictor = DensePredictor.Load(folder);
        Raster<ushort>[] pictures = Pictures(29, 29);

        Assert.Equal(29, folder.Model.SegFormerConfig().LeastSide);
        Assert.Equal(Published(folder, pictures).Ensemble, (await predictor.SegmentAsync(pictures)).Ensemble);
    }

    [Fact]
    public async Task SegmentAsync_ScalesAndFlip_MirroredInputGivesMirroredLabels()
    {
        using DensePredictor predictor = DensePredictor.Load(Open(TinyDense.Segformer));
        Raster<ushort>[] pictures = Pictures(64, 48);
        DenseOptions options = new() { Scales = [0.75, 1, 1.25], Flip = true };

        SegmentationResult result = await predictor.SegmentAsync(pictures, options);
        SegmentationResult mirrored = await predictor.SegmentAsync([.. pictures.Select(p => p.Mirrored())], options);
        SegmentationResult plain = await predictor.SegmentAsync(pictures), other = await predictor.SegmentAsync([.. pictures.Select(p => p.Mirrored())]);

        byte[] back = new Raster<byte>(64, 48, 1, mirrored.Ensemble).Mirrored().Values;
        Assert.True(back.Zip(result.Ensemble).Count(pair => pair.First != pair.Second) <= 3, "but for ties, the same");
        Assert.NotEqual(plain.Ensemble, new Raster<byte>(64, 48, 1, other.Ensemble).Mirrored().Values);
    }

    [Fact]
    public async Task SegmentAsync_WrongInput_NamesIt()
    {
        using DensePredictor predictor = DensePredictor.Load(Open(TinyDense.Segformer));
        Raster<ushort>[] pictures = Pictures(64, 48);

        await Fails("1 pictures; the model takes 2: rgb, depth", () => predictor.SegmentAsync([pictures[0]]));
        await Fails("depth has 63 x 48 pixels, rgb has 64 x 48", () => predictor.SegmentAsync([pictures[0], pictures[1].Part(0, 0, 63, 48)]));
        await Fails("segments; it does not translate", () => predictor.TranslateAsync([Noise(64, 64, 1), Noise(64, 64, 2)]));
        await Fails("scales [0]", () => predictor.SegmentAsync(pictures, new() { Scales = [0] }));
        await Fails("scales []", () => predictor.SegmentAsync(pictures, new() { Scales = [] }));
        await Fails("max_pixels is 1", () => predictor.SegmentAsync(pictures, new() { MaxPixels = 1 }));
        await Fails("of whole pictures only", () => predictor.SegmentAsync(Pictures(300, 300), new() { MaxPixels = 1 << 16, WithExchange = true }));
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => predictor.SegmentAsync(pictures, null, cancelled.Token));

        static async Task Fails(string expected, Func<Task> call) =>
            Assert.Contains(expected, (await Assert.ThrowsAsync<InvalidInputException>(call)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void InOrder_NamesInAnyOrder_FollowTheModel()
    {
        Assert.Equal([1, 2], DenseInputs.InOrder(["rgb", "depth"], [("depth", 2), ("rgb", 1)]));
        Fails("modalities", "'depth' is missing", ("rgb", 1));
        Fails("modalities[1].name", "the model takes no 'heat'", ("rgb", 1), ("heat", 2));
        Fails("modalities[1].name", "'rgb' is there twice", ("rgb", 1), ("rgb", 2));

        static void Fails(string field, string expected, params (string, int)[] given)
        {
            var failure = Assert.Throws<InvalidInputException>(() => DenseInputs.InOrder(["rgb", "depth"], given));
            Assert.Equal(field, failure.Field);
            Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        }
    }

    private DenseModelFolder Open(DenseDescription description) => DenseModelFolder.Open(TinyDense.Write(_folder, description));

    // What the network says of whole pictures, as the published evaluation reads it.
    private static (byte[][] Branches, byte[] Ensemble, bool[] Exchanged) Published(DenseModelFolder folder, Raster<ushort>[] pictures)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using DenseNetwork network = DenseNetwork.Load(folder);
        (int width, int height) = (pictures[0].Width, pictures[0].Height);
        Tensor Input(float[] planes) => tensor(planes, [1, 3, height, width]);
        ModalOutputs outputs = network.Forward([Input(ModalityForm.Colour.ToPlanes(pictures[0])), Input(ModalityForm.Depth.ToPlanes(pictures[1]))]);
        byte[] Labels(Tensor scores) => LabelMaps.Of(scores, height, width)[0];
        bool[] exchanged = [.. network.Exchange.Read(outputs, height, width).SelectMany(place => place.Masks).SelectMany(mask => mask.Exchanged)];
        return ([.. outputs.Branches.Select(Labels)], Labels(outputs.Ensemble), exchanged);
    }

    private static float[] Padded(DenseModelFolder folder, Picture[] pictures, int multiple)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using DenseNetwork network = DenseNetwork.Load(folder);
        (int width, int height) = (pictures[0].Width, pictures[0].Height);
        long Missing(int side) => (side + multiple - 1) / multiple * multiple - side;
        Tensor[] padded = [.. pictures.Select(picture => nn.functional.pad(
            tensor(TranslationAugmentation.Planes(picture), [1, 3, height, width]), [0, Missing(width), 0, Missing(height)], TorchSharp.PaddingModes.Replicate))];
        return network.Forward(padded).Ensemble.narrow(2, 0, height).narrow(3, 0, width).contiguous().data<float>().ToArray();
    }

    private static Raster<ushort>[] Pictures(int width, int height)
    {
        var random = new Random(width);
        return
        [
            new(width, height, 3, [.. Enumerable.Range(0, width * height * 3).Select(_ => (ushort)random.Next(256))]),
            new(width, height, 1, [.. Enumerable.Range(0, width * height).Select(_ => (ushort)random.Next(10_000))]),
        ];
    }

    private static Picture Noise(int width, int height, int seed)
    {
        var rgb = new byte[width * height * 3];
        new Random(seed).NextBytes(rgb);
        return new(width, height, rgb);
    }
}
