using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Formats.Matlab;

namespace Fuse3D.Vision.Data.Dense;

/// <summary>Labels in MATLAB files, as some originals ship them; classes are counted from 1 there, 0 is unlabelled.</summary>
/// <remarks>
/// "segmentation": an array of numbers, as NYUv2's 40 classes are passed around, one file for each picture. "seglabel" and "names": the seg.mat
/// beside each picture of SUN RGB-D, where a number is the place of a name in this picture's own list; names that are none of the classes are
/// unlabelled.
/// </remarks>
internal static class MatLabels
{
    public static bool IsMat(string file) => file.EndsWith(".mat", StringComparison.OrdinalIgnoreCase);

    /// <param name="classNames">the data set's, from class 0</param>
    public static Raster<byte> Read(string path, IReadOnlyList<string> classNames)
    {
        MatFile file = MatFile.Read(path);
        if (file.Names.Contains("segmentation"))
            return LabelCoding.FromOne(classNames.Count).Decode(Rows(file["segmentation"], path), path);
        int[] classes = [.. file["names"].Cells.Select(name => IndexOf(classNames, name.Text()))];
        var own = new LabelCoding($"0..{classes.Length}", v => v == 0 ? SegmentationFrame.Unlabelled : v <= classes.Length ? classes[v - 1] : -1);
        return own.Decode(Rows(file["seglabel"], path), path);
    }

    private static int IndexOf(IReadOnlyList<string> classNames, string name) =>
        Enumerable.Range(0, classNames.Count).Where(i => classNames[i] == name).DefaultIfEmpty(SegmentationFrame.Unlabelled).First();

    // MATLAB goes down the columns, pictures along the rows.
    private static Raster<ushort> Rows(MatArray array, string path)
    {
        if (array.Dimensions is not [int height, int width])
            throw new InvalidInputException($"{path}: '{array.Name}' is [{string.Join(" x ", array.Dimensions)}]; labels have rows and columns");
        double[] numbers = array.Numbers(height * width);
        var values = new ushort[numbers.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double number = numbers[i % width * height + i / width];
            values[i] = number >= 0 && number <= ushort.MaxValue && number == Math.Floor(number)
                ? (ushort)number
                : throw new InvalidInputException($"{path}: '{array.Name}' holds {number}; labels are whole numbers from 0");
        }

        return new(width, height, 1, values);
    }
}
