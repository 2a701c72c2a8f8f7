using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Dense;

/// <summary>What the numbers in a data set's label pictures mean.</summary>
/// <param name="Allowed">for messages: "0..39 and 255"</param>
/// <param name="ClassOf">class of a stored number; 255: unlabelled; -1: no number of this coding</param>
internal sealed record LabelCoding(string Allowed, Func<int, int> ClassOf)
{
    /// <summary>Classes as they are; 255 is none.</summary>
    public static LabelCoding FromZero(int classes) =>
        new($"0..{classes - 1} and 255", v => v < classes ? v : v == SegmentationFrame.Unlabelled ? v : -1);

    /// <summary>Classes plus 1; 0 and 255 are none.</summary>
    public static LabelCoding FromOne(int classes) => new(
        $"0..{classes} and 255", v => v is 0 or SegmentationFrame.Unlabelled ? SegmentationFrame.Unlabelled : v <= classes ? v - 1 : -1);

    /// <param name="file">for messages</param>
    /// <exception cref="InvalidInputException">several channels, or a number that means nothing</exception>
    public Raster<byte> Decode(Raster<ushort> stored, string file)
    {
        if (stored.Channels != 1)
            throw new InvalidInputException($"{file}: a picture with colours; labels are grey, a number for each pixel");
        var labels = new byte[stored.Values.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            int label = ClassOf(stored.Values[i]);
            labels[i] = label >= 0 ? (byte)label : throw new InvalidInputException(
                $"{file}: label {stored.Values[i]} at column {i % stored.Width}, row {i / stored.Width}; {Allowed} are allowed");
        }

        return new(stored.Width, stored.Height, 1, labels);
    }
}
