using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Formats;

/// <summary>The two passes of an antialiased resize, each with its scalar twin; integer sums, so both agree in every bit.</summary>
internal static class ResizePass
{
    private const int Half = 1 << (ResizeFilter.FractionBits - 1);

    /// <summary>Same height, another width.</summary>
    public static Picture Horizontal(Picture picture, int width)
    {
        ResizeFilter filter = ResizeFilter.Create(picture.Width, width);
        var rgb = new byte[checked(width * picture.Height * 3)];
        int inputBytes = picture.Width * 3, outputBytes = width * 3;
        // One byte more on each side of the copies: a pixel is moved as four bytes.
        Span<byte> input = new byte[inputBytes + 1], output = new byte[outputBytes + 1];
        for (int y = 0; y < picture.Height; y++)
        {
            picture.Rgb.AsSpan(y * inputBytes, inputBytes).CopyTo(input);
            HorizontalRow(input, filter, output);
            output[..outputBytes].CopyTo(rgb.AsSpan(y * outputBytes));
        }

        return new Picture(width, picture.Height, rgb);
    }

    /// <summary>Same width, another height.</summary>
    public static Picture Vertical(Picture picture, int height)
    {
        ResizeFilter filter = ResizeFilter.Create(picture.Height, height);
        int rowBytes = picture.Width * 3;
        var rgb = new byte[checked(height * rowBytes)];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> rows = picture.Rgb.AsSpan(filter.First[y] * rowBytes, filter.Taps[y] * rowBytes);
            VerticalRow(rows, filter.WeightsOf(y), rgb.AsSpan(y * rowBytes, rowBytes));
        }

        return new Picture(picture.Width, height, rgb);
    }

    // One pixel per vector: red, green, blue and a byte that the next pixel overwrites.
    internal static void HorizontalRow(ReadOnlySpan<byte> input, ResizeFilter filter, Span<byte> output)
    {
        if (!Vector128.IsHardwareAccelerated)
        {
            HorizontalRowScalar(input, filter, output);
            return;
        }

        for (int x = 0; x < filter.First.Length; x++)
        {
            ReadOnlySpan<byte> pixels = input[(filter.First[x] * 3)..];
            var sum = Vector128.Create(Half);
            int at = 0;
            foreach (int weight in filter.WeightsOf(x))
            {
                sum += Pixel(pixels[at..]) * weight;
                at += 3;
            }

            sum >>= ResizeFilter.FractionBits;
            sum = Vector128.Min(Vector128.Max(sum, Vector128<int>.Zero), Vector128.Create(255));
            uint packed = Vector128.Narrow(Vector128.Narrow(sum.AsUInt32(), default), default).AsUInt32().ToScalar();
            MemoryMarshal.Write(output[(x * 3)..], in packed);
        }
    }

    internal static void HorizontalRowScalar(ReadOnlySpan<byte> input, ResizeFilter filter, Span<byte> output)
    {
        for (int x = 0; x < filter.First.Length; x++)
        {
            for (int c = 0; c < 3; c++)
            {
                int sum = Half, at = filter.First[x] * 3 + c;
                foreach (int weight in filter.WeightsOf(x))
                {
                    sum += input[at] * weight;
                    at += 3;
                }

                output[x * 3 + c] = (byte)Math.Clamp(sum >> ResizeFilter.FractionBits, 0, 255);
            }
        }
    }

    internal static void VerticalRow(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<byte> output)
    {
        int lanes = Vector<byte>.Count, length = output.Length, x = 0;
        for (; x <= length - lanes; x += lanes)
        {
            Vector<int> s0 = new(Half), s1 = s0, s2 = s0, s3 = s0;
            for (int t = 0; t < weights.Length; t++)
            {
                Vector.Widen(new Vector<byte>(rows[(t * length + x)..]), out Vector<ushort> low, out Vector<ushort> high);
                Vector.Widen(low, out Vector<uint> p0, out Vector<uint> p1);
                Vector.Widen(high, out Vector<uint> p2, out Vector<uint> p3);
                s0 += p0.As<uint, int>() * weights[t];
                s1 += p1.As<uint, int>() * weights[t];
                s2 += p2.As<uint, int>() * weights[t];
                s3 += p3.As<uint, int>() * weights[t];
            }

            Vector.Narrow(Vector.Narrow(Level(s0), Level(s1)), Vector.Narrow(Level(s2), Level(s3))).CopyTo(output[x..]);
        }

        VerticalTail(rows, weights, output, x);
    }

    /// <summary>What <see cref="VerticalRow"/> means, from byte <paramref name="x"/> on: its tail, and with 0 its test oracle.</summary>
    internal static void VerticalTail(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<byte> output, int x)
    {
        for (; x < output.Length; x++)
        {
            int sum = Half;
            for (int t = 0; t < weights.Length; t++)
                sum += rows[t * output.Length + x] * weights[t];
            output[x] = (byte)Math.Clamp(sum >> ResizeFilter.FractionBits, 0, 255);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Pixel(ReadOnlySpan<byte> at)
    {
        Vector128<byte> four = Vector128.CreateScalar(MemoryMarshal.Read<uint>(at)).AsByte();
        return Vector128.WidenLower(Vector128.WidenLower(four)).AsInt32();
    }

    private static Vector<uint> Level(Vector<int> sum) =>
        Vector.Min(Vector.Max(sum >> ResizeFilter.FractionBits, Vector<int>.Zero), new Vector<int>(255)).As<int, uint>();
}
