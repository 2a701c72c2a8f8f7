using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Tests.Data.Dense;

/// <summary>Writes small pictures for tests of dense data sets.</summary>
internal static class DensePictures
{
    public static void Colours(ScratchFolder folder, string file, int width, int height) => PictureFile.Write(
        folder.At(file), new Picture(width, height, [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)(i * 5))]));

    public static void Grey16(ScratchFolder folder, string file, int width, int height, Func<int, int> value) => PictureFile.Write(
        folder.At(file), new DepthImage(width, height, [.. Enumerable.Range(0, width * height).Select(i => (ushort)value(i))]));

    public static void Grey8(ScratchFolder folder, string file, int width, int height, Func<int, int> value) => File.WriteAllBytes(
        folder.At(file), PictureFile.EncodePng(width, height, [.. Enumerable.Range(0, width * height).Select(i => (byte)value(i))]));

    /// <summary>Two frames of NYUDv2, 8 x 6 pixels with labels of 6 x 5: 000001 in train.txt, 000002 in val.txt.</summary>
    public static ScratchFolder Nyu()
    {
        var folder = new ScratchFolder();
        foreach (var (id, split) in (ReadOnlySpan<(string, string)>)[("000001", "train"), ("000002", "val")])
        {
            Colours(folder, $"rgb/{id}.png", 8, 6);
            Grey16(folder, $"depth/{id}.png", 8, 6, i => 1000 + i);
            Grey8(folder, $"masks/{id}.png", 6, 5, i => i == 0 ? 255 : i % 40);
            folder.Write($"{split}.txt", $"rgb/{id}.png\tmasks/{id}.png\tdepth/{id}.png");
        }

        return folder;
    }
}
