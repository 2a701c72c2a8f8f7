using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Data.Rooms;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Metrics.Dense;

/// <summary>Where a branch took over from another: the tokens that were exchanged.</summary>
/// <param name="Exchanged">[Rows, Columns]</param>
public sealed record ExchangeMask(int Rows, int Columns, bool[] Exchanged)
{
    /// <summary>How many were exchanged.</summary>
    public int Count => Exchanged.Count(exchanged => exchanged);

    /// <summary>The part of all, 0..1.</summary>
    public double Share => (double)Count / Exchanged.Length;
}

/// <summary>What goes into a network and what comes out, in one picture.</summary>
public static class SideBySide
{
    /// <summary>Segmentation: a row of the inputs and the truth, a row of what each branch and the ensemble say, a row of the exchanges.</summary>
    /// <param name="branches">[H, W] classes of each branch, in the order of the modalities</param>
    /// <param name="ensemble">[H, W] classes</param>
    /// <param name="masks">of each modality; none: no such row</param>
    public static Picture Segmentation(
        SegmentationFrame frame, IReadOnlyList<byte[]> branches, byte[] ensemble, IReadOnlyList<ExchangeMask>? masks = null)
    {
        (int width, int height) = (frame.Width, frame.Height);
        Picture[] inputs = [.. frame.Modalities.Select(m => Input(m.Pixels))];
        return Rows(
            [.. inputs, LabelColours.Of(frame.Labels.Values, width, height)],
            [.. branches.Append(ensemble).Select(labels => LabelColours.Of(labels, width, height))],
            [.. (masks ?? []).Select((mask, m) => Exchange(inputs[m], mask))]);
    }

    /// <summary>Translation: a row of the inputs and the target, a row of what each branch and the ensemble made, a row of the exchanges.</summary>
    /// <param name="branches">[3, H, W] in [-1, 1] of each branch, in the order of the inputs</param>
    /// <param name="ensemble">[3, H, W] in [-1, 1]</param>
    /// <param name="masks">of each input; none: no such row</param>
    public static Picture Translation(
        TranslationSample sample, IReadOnlyList<float[]> branches, float[] ensemble, IReadOnlyList<ExchangeMask>? masks = null)
    {
        Picture Shown(float[] planes) => TranslationPicture.Of(planes, sample.Height, sample.Width, PictureForm.Direct);
        Picture[] inputs = [.. sample.Inputs.Select(Shown)];
        return Rows(
            [.. inputs, Shown(sample.Target)], [.. branches.Append(ensemble).Select(Shown)],
            [.. (masks ?? []).Select((mask, m) => Exchange(inputs[m], mask))]);
    }

    /// <summary>A picture that stays where its tokens were kept and is red where they were exchanged.</summary>
    public static Picture Exchange(Picture picture, ExchangeMask mask)
    {
        byte[] rgb = [.. picture.Rgb];
        for (int i = 0; i < rgb.Length / 3; i++)
        {
            int row = i / picture.Width * mask.Rows / picture.Height, column = i % picture.Width * mask.Columns / picture.Width;
            if (mask.Exchanged[row * mask.Columns + column])
                (rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]) = ((byte)(127 + rgb[3 * i] / 2), (byte)(rgb[3 * i + 1] / 2), (byte)(rgb[3 * i + 2] / 2));
        }

        return new(picture.Width, picture.Height, rgb);
    }

    /// <summary>Rows of pictures of one size, from the left; what a shorter row lacks is white, and empty rows are left out.</summary>
    public static Picture Rows(params IReadOnlyList<IReadOnlyList<Picture>> rows)
    {
        IReadOnlyList<Picture>[] filled = [.. rows.Where(row => row.Count > 0)];
        int columns = filled.Max(row => row.Count);
        Picture first = filled[0][0];
        var white = new byte[first.Rgb.Length];
        white.AsSpan().Fill(255);
        Picture blank = new(first.Width, first.Height, white);
        return ContactSheet.Of([.. filled.SelectMany(row => row.Concat(Enumerable.Repeat(blank, columns - row.Count)))], columns);
    }

    /// <summary>Stored values as a picture: colours of 8 bits as they are; anything else from its least to its largest value.</summary>
    public static Picture Input(Raster<ushort> pixels)
    {
        int most = pixels.Values.Max(), least = pixels.Values.Min();
        (int from, int range) = pixels.Channels == 3 && most <= 255 ? (0, 255) : (least, Math.Max(most - least, 1));
        return new(pixels.Width, pixels.Height, Array.ConvertAll(pixels.Spread(3).Values, v => (byte)((v - from) * 255 / range)));
    }
}
