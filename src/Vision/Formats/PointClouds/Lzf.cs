namespace Fuse3D.Vision.Formats.PointClouds;

/// <summary>LZF, the compression of binary_compressed PCD files.</summary>
internal static class Lzf
{
    /// <summary>The most bytes that one packed byte can become: 264 from 3.</summary>
    public const int MaxRatio = 88;

    /// <summary>Fills <paramref name="output"/>; false when the input is damaged or does not fill it exactly.</summary>
    public static bool TryDecompress(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int from = 0, to = 0;
        while (from < input.Length)
        {
            int control = input[from++];
            if (control < 32)
            {
                int run = control + 1;
                if (run > input.Length - from || run > output.Length - to)
                    return false;
                input.Slice(from, run).CopyTo(output[to..]);
                from += run;
                to += run;
            }
            else if (!TryCopyBack(input, ref from, control, output, ref to))
            {
                return false;
            }
        }

        return to == output.Length;
    }

    private static bool TryCopyBack(ReadOnlySpan<byte> input, ref int from, int control, Span<byte> output, ref int to)
    {
        int length = control >> 5, lengthBytes = length == 7 ? 1 : 0;
        if (from + lengthBytes >= input.Length)
            return false;
        length += 2 + (lengthBytes == 1 ? input[from++] : 0);
        int source = to - 1 - ((control & 31) << 8 | input[from++]);
        if (source < 0 || length > output.Length - to)
            return false;
        for (; length > 0; length--)     // byte by byte: source and target may overlap
            output[to++] = output[source++];
        return true;
    }
}
