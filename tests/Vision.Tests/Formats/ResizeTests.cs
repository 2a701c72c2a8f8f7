using System.Globalization;
using System.Text.RegularExpressions;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Formats;

public partial class ResizeTests
{
    [Theory]
    [InlineData(1, 1, 5, 4), InlineData(33, 17, 16, 9), InlineData(64, 48, 200, 31), InlineData(100, 90, 3, 90), InlineData(5, 200, 5, 7)]
    public void Antialiased_AnySize_EqualsScalarToTheLastBit(int width, int height, int toWidth, int toHeight)
    {
        Picture picture = TestPictures.Noise(width, height, seed: width + height);
        Assert.Equal(AntialiasedScalar(picture, toWidth, toHeight), Resize.Antialiased(picture, toWidth, toHeight).Rgb);
    }

    [Fact]
    public void Antialiased_Extremes_StayExtremes()
    {
        var white = new Picture(31, 17, Enumerable.Repeat((byte)255, 31 * 17 * 3).ToArray());
        Assert.All(Resize.Antialiased(white, 48, 9).Rgb, v => Assert.Equal(255, v));
    }

    [Fact]
    public void HalfPixel_Doubled_MixesByQuarters()
    {
        var picture = new Picture(2, 1, [0, 0, 0, 100, 200, 40]);
        Assert.Equal([0, 0, 0, 25, 50, 10, 75, 150, 30, 100, 200, 40], Resize.HalfPixel(picture, 4, 1).Rgb);
    }

    [Fact]
    public void HalfPixel_SameSize_IsTheSamePicture()
    {
        Picture picture = TestPictures.Noise(730, 530, seed: 1);
        Assert.Equal(picture.Rgb, Resize.HalfPixel(picture, 730, 530).Rgb);
    }

    [Fact]
    public void Apply_TooNarrow_SaysSo() => Assert.Throws<InvalidInputException>(() => ResizeRule.For(512).Apply(3000, 10));

    [SkippableTheory, Trait("Category", "Golden"), Trait("Category", "RealData")]
    [MemberData(nameof(GoldenCases.Of), "yolos_preprocess", MemberType = typeof(GoldenCases))]
    public void Decode_RealJpeg_EqualsPillowInEveryByte(string name)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(GoldenCases.PathOf(name));
        Skip.IfNot(golden.Metadata.TryGetValue("image", out string? image), $"{name} names no picture");
        string file = image.Split(' ')[0];
        Picture picture = PictureFile.Read(RealData.PathOf($"sunrgbd/{file}"));
        GoldenReport.Equal<byte>(name, "image_u8", golden.ReadBytes("image_u8"), picture.Rgb);
    }

    [SkippableTheory, Trait("Category", "Golden")]
    [MemberData(nameof(GoldenCases.Of), "yolos_preprocess", MemberType = typeof(GoldenCases))]
    public void Antialiased_GoldenPictures_EqualPillowInEveryByte(string name)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(GoldenCases.PathOf(name));
        int compared = 0;
        foreach (SafetensorsEntry entry in golden.Entries)
        {
            if (ResizedName().Match(entry.Name) is not { Success: true } match)
                continue;
            Picture source = Load(golden, $"{match.Groups[1].Value}_u8");
            Picture resized = Resize.Antialiased(source, (int)entry.Shape[1], (int)entry.Shape[0]);
            GoldenReport.Equal<byte>(name, entry.Name, golden.ReadBytes(entry.Name), resized.Rgb);
            int size = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
            Assert.Equal((resized.Width, resized.Height), ResizeRule.For(size).Apply(source.Width, source.Height));
            compared++;
        }

        Assert.True(compared > 0, $"{name} holds no resized picture");
    }

    [SkippableTheory, Trait("Category", "Golden")]
    [MemberData(nameof(GoldenCases.Of), "yolos_preprocess", MemberType = typeof(GoldenCases))]
    public void Apply_GoldenTable_MatchesEveryRow(string name)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(GoldenCases.PathOf(name));
        int[] rows = golden.ReadAs<int>("size_rule");
        int[] actual = [.. rows.Chunk(6).SelectMany(row =>
        {
            (int width, int height) = new ResizeRule(row[2], row[3]).Apply(row[0], row[1]);
            return row[..4].Append(width).Append(height);
        })];
        GoldenReport.Equal<int>(name, "size_rule", rows, actual);
    }

    [SkippableTheory, Trait("Category", "Golden")]
    [MemberData(nameof(GoldenCases.Of), "yolos_preprocess", MemberType = typeof(GoldenCases))]
    public void Normalization_GoldenRows_MatchToTheLastBit(string name)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(GoldenCases.PathOf(name));
        SafetensorsEntry[] entries = [.. golden.Entries.Where(e => NormalisedName().IsMatch(e.Name))];
        Skip.If(entries.Length == 0, $"{name} holds no normalised rows");
        foreach (SafetensorsEntry entry in entries)
        {
            Match match = NormalisedName().Match(entry.Name);
            Picture picture = Load(golden, $"{match.Groups[1].Value}_resized_{match.Groups[2].Value}_u8");
            int[] rows = [.. match.Groups[3].Value.Split('_').Select(row => int.Parse(row, CultureInfo.InvariantCulture))];
            float[] planes = Normalization.ImageNet.Apply(picture);
            float[] picked = [.. from channel in Enumerable.Range(0, 3)
                                 from row in rows
                                 from value in planes.AsSpan((channel * picture.Height + row) * picture.Width, picture.Width).ToArray()
                                 select value];
            GoldenReport.Close(name, entry.Name, golden.ReadAs<float>(entry.Name), picked, 1e-7);
        }
    }

    private static byte[] AntialiasedScalar(Picture picture, int width, int height)
    {
        ResizeFilter columns = ResizeFilter.Create(picture.Width, width), rows = ResizeFilter.Create(picture.Height, height);
        byte[] narrow = picture.Rgb;
        if (width != picture.Width)
        {
            narrow = new byte[width * picture.Height * 3];
            for (int y = 0; y < picture.Height; y++)
                ResizePass.HorizontalRowScalar(picture.Rgb.AsSpan(y * picture.Width * 3), columns, narrow.AsSpan(y * width * 3));
        }

        if (height == picture.Height)
            return narrow;
        var rgb = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
            ResizePass.VerticalTail(
                narrow.AsSpan(rows.First[y] * width * 3), rows.WeightsOf(y), rgb.AsSpan(y * width * 3, width * 3), x: 0);
        return rgb;
    }

    private static Picture Load(SafetensorsFile golden, string name) =>
        new((int)golden[name].Shape[1], (int)golden[name].Shape[0], golden.ReadBytes(name));

    [GeneratedRegex("^(.+)_(\\d+)_normalised_rows_(\\d+(?:_\\d+)*)$")]
    private static partial Regex NormalisedName();

    [GeneratedRegex("^(.+)_resized_(\\d+)_u8$")]
    private static partial Regex ResizedName();
}
