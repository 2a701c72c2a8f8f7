using System.Runtime.Intrinsics;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>From linear light to the picture's 8-bit sRGB: the lens's blur, exposure, a soft shoulder for what is too bright, and the sensor's noise.</summary>
internal sealed class ToneCurve
{
    private const int Steps = 4096;
    private const float Shoulder = 0.65f;                   // linear light is kept up to here
    private const float Brightest = 6;                      // everything above is white
    private static readonly float[] Encoded = EncodeTable();
    private readonly float _exposure, _noise, _blur;
    private readonly ulong _seed;

    /// <param name="mean">mean linear luminance of the picture</param>
    public ToneCurve(double mean, RenderOptions options, ulong seed)
    {
        double wanted = options.Brightness / Math.Max(mean, 1e-4);
        _exposure = (float)Math.Pow(Math.Clamp(wanted, 0.02, 50), options.AutoExposure);
        (_noise, _blur, _seed) = (options.ColourNoise, options.LensBlur, new SeededRandom(seed ^ 0x636F6C6F7572).Next());
    }

    /// <summary>Rows of the picture and of the shading.</summary>
    public void Rows(int first, int end, RenderedView view, FrameBuffers buffers)
    {
        Span<float> luminance = buffers.Luminance;
        for (int pixel = first * view.Width; pixel < end * view.Width; pixel++)
        {
            Vector128<float> noise = _noise > 0 ? Noise(pixel) : default, colour = _exposure * Blurred(pixel, buffers);
            Span<byte> rgb = view.Rgb.AsSpan(3 * pixel, 3);
            for (int channel = 0; channel < 3; channel++)
                rgb[channel] = (byte)Math.Clamp(255 * Encode(colour[channel]) + noise[channel] + 0.5f, 0, 255);
            luminance[pixel] = (0.2126f * rgb[0] + 0.7152f * rgb[1] + 0.0722f * rgb[2]) / 255;
            view.Shading[pixel] = Encode(view.Shading[pixel] * _exposure);
        }
    }

    private Vector128<float> Blurred(int pixel, FrameBuffers buffers)
    {
        ReadOnlySpan<Vector128<float>> colours = buffers.Colour;
        int width = buffers.Width, column = pixel % width;
        Vector128<float> here = colours[pixel], around = colours[column > 0 ? pixel - 1 : pixel];
        around += colours[column < width - 1 ? pixel + 1 : pixel];
        around += colours[pixel >= width ? pixel - width : pixel];
        around += colours[pixel + width < colours.Length ? pixel + width : pixel];
        return here + _blur * (around * 0.25f - here);
    }

    private Vector128<float> Noise(int pixel) => _noise * Vector128.Create(
        PixelRandom.Normal(PixelRandom.Bits(_seed, 3 * pixel)), PixelRandom.Normal(PixelRandom.Bits(_seed, 3 * pixel + 1)),
        PixelRandom.Normal(PixelRandom.Bits(_seed, 3 * pixel + 2)), 0);

    // The table's steps are fine where the curve is steep: they are even in the root of the light.
    private static float Encode(float linear)
    {
        float at = MathF.Sqrt(Math.Clamp(linear, 0, Brightest)) * (Steps / 2.5f);
        int step = (int)at;
        return Encoded[step] + (Encoded[step + 1] - Encoded[step]) * (at - step);
    }

    private static float[] EncodeTable()
    {
        var table = new float[Steps + 2];
        for (int i = 0; i < table.Length; i++)
        {
            double root = i * 2.5 / Steps, kept = Roll(root * root);
            table[i] = (float)(kept <= 0.0031308 ? 12.92 * kept : 1.055 * Math.Pow(kept, 1 / 2.4) - 0.055);
        }

        return table;
    }

    private static double Roll(double linear) =>
        linear <= Shoulder ? linear : Shoulder + (1 - Shoulder) * (1 - Math.Exp(-(linear - Shoulder) / (1 - Shoulder)));
}
