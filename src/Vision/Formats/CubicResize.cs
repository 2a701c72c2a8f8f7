namespace Fuse3D.Vision.Formats;

/// <summary>OpenCV's bicubic on 8-bit pictures: Keys' kernel with a = -0.75, borders repeated, weights of eleven bits.</summary>
/// <remarks>
/// Pixel i lies at (i + 0.5) · step - 0.5; the step is the factor's inverse, which is not always the ratio of the sizes. Maps of numbers are
/// enlarged by torch's bicubic, which is the same without the eleven bits.
/// </remarks>
public static class CubicResize
{
    private const int WeightBits = 11, Taps = 4;

    /// <param name="picture">values 0..255</param>
    /// <param name="columnStep">columns from one pixel to the next</param>
    /// <param name="rowStep">rows from one pixel to the next</param>
    public static Raster<ushort> Apply(Raster<ushort> picture, int width, int height, double columnStep, double rowStep)
    {
        Places columns = Places.Of(picture.Width, width, columnStep), rows = Places.Of(picture.Height, height, rowStep);
        int channels = picture.Channels, line = width * channels;
        int[][] across = [.. Enumerable.Range(0, picture.Height).Select(y => Across(picture.Row(y), columns, channels))];
        var values = new ushort[height * line];
        for (int y = 0; y < height; y++)
        {
            for (int i = 0; i < line; i++)
            {
                long sum = 1L << (2 * WeightBits - 1);      // a half
                for (int tap = 0; tap < Taps; tap++)
                    sum += (long)across[rows.From[y * Taps + tap]][i] * rows.Weights[y * Taps + tap];
                values[y * line + i] = (ushort)Math.Clamp(sum >> (2 * WeightBits), 0, 255);
            }
        }

        return new(width, height, channels, values);
    }

    private static int[] Across(ReadOnlySpan<ushort> row, Places columns, int channels)
    {
        var sums = new int[columns.From.Length / Taps * channels];
        for (int i = 0; i < sums.Length; i++)
        {
            int place = i / channels * Taps;
            for (int tap = 0; tap < Taps; tap++)
                sums[i] += row[columns.From[place + tap] * channels + i % channels] * columns.Weights[place + tap];
        }

        return sums;
    }

    /// <summary>For each output pixel the four that it is made of, and their weights.</summary>
    private sealed record Places(int[] From, int[] Weights)
    {
        public static Places Of(int from, int to, double step)
        {
            int[] pixels = new int[to * Taps], weights = new int[to * Taps];
            Span<float> shares = stackalloc float[Taps];
            for (int i = 0; i < to; i++)
            {
                float at = (float)((i + 0.5) * step - 0.5);
                int first = (int)MathF.Floor(at);
                Keys(at - first, shares);
                for (int tap = 0; tap < Taps; tap++)
                {
                    pixels[i * Taps + tap] = Math.Clamp(first - 1 + tap, 0, from - 1);
                    weights[i * Taps + tap] = (int)MathF.Round(shares[tap] * (1 << WeightBits));
                }
            }

            return new(pixels, weights);
        }

        // At distances 1 + t, t, 1 - t, 2 - t; the last is what is left of 1.
        private static void Keys(float t, Span<float> shares)
        {
            const float a = -0.75f;
            shares[0] = ((a * (t + 1) - 5 * a) * (t + 1) + 8 * a) * (t + 1) - 4 * a;
            shares[1] = ((a + 2) * t - (a + 3)) * t * t + 1;
            shares[2] = ((a + 2) * (1 - t) - (a + 3)) * (1 - t) * (1 - t) + 1;
            shares[3] = 1 - shares[0] - shares[1] - shares[2];
        }
    }
}
