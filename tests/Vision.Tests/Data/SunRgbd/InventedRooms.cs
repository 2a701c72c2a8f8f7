using Fuse3D.Vision.Data;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Tests.Data.SunRgbd;

/// <summary>Prepared frames of rooms full of points, with two or three objects each: enough to train on, small enough for a test.</summary>
internal static class InventedRooms
{
    private const int Points = 700, Width = 96, Height = 64;

    // Class, its number, centre and half extents; metres, y away from the camera.
    private static readonly (string Name, int Class, double[] Centre, double[] Half)[] Objects =
    [
        ("table", 1, [-1, 2.2, -0.4], [0.6, 0.4, 0.4]),
        ("chair", 3, [0.9, 2.6, -0.5], [0.35, 0.3, 0.5]),
        ("bed", 0, [0, 3.4, -0.6], [0.9, 0.6, 0.3]),
    ];

    /// <summary>Makes the frames 1, 2, ... of the split "train".</summary>
    public static ScratchFolder Make(int frames)
    {
        var folder = new ScratchFolder();
        for (int frame = 1; frame <= frames; frame++)
            Add(folder, $"{frame:000000}", new Random(frame), Objects[..(2 + frame % 2)]);
        folder.Write($"{PreparedFrames.Original}/train_data_idx.txt", string.Join('\n', Enumerable.Range(1, frames)) + "\n");
        return folder;
    }

    private static void Add(ScratchFolder folder, string id, Random random, (string Name, int Class, double[] Centre, double[] Half)[] objects)
    {
        double[] Place(int i) => i % 2 == 0
            ? [4 * random.NextDouble() - 2, 3 * random.NextDouble() + 1, 2 * random.NextDouble() - 1]
            : [.. Enumerable.Range(0, 3).Select(axis => objects[i % objects.Length].Centre[axis] + objects[i % objects.Length].Half[axis] * (2 * random.NextDouble() - 1))];
        PreparedFrames.WritePoints(folder, id, [.. Enumerable.Range(0, Points).SelectMany(i => (double[])[.. Place(i), 0.5, 0.5, 0.5])]);
        PreparedFrames.WriteBoxes(folder, id, [.. objects.SelectMany(item => (double[])[.. item.Centre, .. item.Half, 0.3, item.Class])]);
        folder.Write($"{PreparedFrames.Original}/label_v1/{id}.txt", string.Concat(objects.Select((item, i) =>
            FormattableString.Invariant($"{item.Name} {8 + 22 * i} {20 + 5 * i} 24 30 {item.Centre[0]} {item.Centre[1]} {item.Centre[2]} {item.Half[1]} {item.Half[0]} {item.Half[2]} 0.955336 -0.295520\n"))));
        folder.Write($"{PreparedFrames.Original}/calib/{id}.txt", $"1 0 0 0 1 0 0 0 1\n60 0 0 0 60 0 {Width / 2} {Height / 2} 1\n");
        byte[] pixels = new byte[3 * Width * Height];
        random.NextBytes(pixels);
        File.WriteAllBytes(folder.At($"{PreparedFrames.Original}/image/{id}.jpg"), PictureFile.EncodePng(new Picture(Width, Height, pixels)));
    }
}
