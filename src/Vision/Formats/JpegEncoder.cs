using System.Runtime.InteropServices;

namespace Fuse3D.Vision.Formats;

/// <summary>JPEG encoding by libjpeg-turbo with the exact integer transform.</summary>
internal static unsafe partial class JpegEncoder
{
    private const string Library = "libturbojpeg.so.0";
    private const int PixelRgb = 0, FullColour = 0;         // TJPF_RGB, TJSAMP_444
    private const int AccurateDct = 4096, OwnBuffer = 1024;

    /// <param name="quality">1 to 100</param>
    public static byte[] Encode(Picture picture, int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        using Encoder encoder = Encoder.Create();
        nuint bytes = tjBufSize(picture.Width, picture.Height, FullColour);
        var file = new byte[checked((int)bytes)];
        fixed (byte* pixels = picture.Rgb, to = file)
        {
            byte* at = to;
            if (tjCompress2(encoder, pixels, picture.Width, picture.Width * 3, picture.Height, PixelRgb, &at, ref bytes, FullColour, quality, AccurateDct | OwnBuffer) != 0)
                throw new InvalidOperationException($"{Library} could not write {picture.Width} x {picture.Height} pixels: {Marshal.PtrToStringUTF8((nint)tjGetErrorStr2(encoder))}");
        }

        return file[..(int)bytes];
    }

    [LibraryImport(Library)]
    private static partial nint tjInitCompress();

    [LibraryImport(Library)]
    private static partial int tjDestroy(nint handle);

    [LibraryImport(Library)]
    private static partial byte* tjGetErrorStr2(Encoder handle);

    [LibraryImport(Library)]
    private static partial nuint tjBufSize(int width, int height, int subsampling);

    [LibraryImport(Library)]
    private static partial int tjCompress2(
        Encoder handle, byte* pixels, int width, int pitch, int height, int format, byte** jpeg, ref nuint bytes, int subsampling, int quality, int flags);

    private sealed class Encoder() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        public static Encoder Create()
        {
            var encoder = new Encoder();
            try
            {
                encoder.SetHandle(tjInitCompress());
            }
            catch (DllNotFoundException e)
            {
                throw new DllNotFoundException($"{Library} encodes JPEG pictures and is not installed (Debian: libturbojpeg0)", e);
            }

            return encoder.IsInvalid ? throw new InvalidOperationException($"{Library} could not make an encoder") : encoder;
        }

        protected override bool ReleaseHandle() => tjDestroy(handle) == 0;
    }
}
