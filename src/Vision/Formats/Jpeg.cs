using System.Runtime.InteropServices;

namespace Fuse3D.Vision.Formats;

/// <summary>JPEG decoding by libjpeg-turbo with the exact integer transform and smooth chroma upsampling, as Pillow decodes.</summary>
internal static unsafe partial class Jpeg
{
    private const string Library = "libturbojpeg.so.0";
    private const int PixelRgb = 0, ColourCmyk = 3, ColourYcck = 4;
    private const int AccurateDct = 4096, StopOnWarning = 8192, LimitScans = 32768;

    public static bool IsJpeg(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    public static Picture Decode(ReadOnlySpan<byte> bytes, string name, long maxPixels)
    {
        using Decoder decoder = Decoder.Create();
        fixed (byte* jpeg = bytes)
        {
            if (tjDecompressHeader3(decoder, jpeg, (nuint)bytes.Length, out int width, out int height, out _, out int colours) != 0)
                throw Damaged(decoder, name);
            if (colours is ColourCmyk or ColourYcck)
                throw new InvalidInputException($"{name}: a CMYK JPEG; only colour (YCbCr, RGB) and grey are supported");
            Picture.CheckSize(name, width, height, maxPixels);

            var rgb = GC.AllocateUninitializedArray<byte>(checked(width * height * 3));
            fixed (byte* pixels = rgb)
            {
                const int flags = AccurateDct | StopOnWarning | LimitScans;   // a cut file is only a warning to the library
                if (tjDecompress2(decoder, jpeg, (nuint)bytes.Length, pixels, width, width * 3, height, PixelRgb, flags) != 0)
                    throw Damaged(decoder, name);
            }

            return new Picture(width, height, rgb);
        }
    }

    private static InvalidInputException Damaged(Decoder decoder, string name) =>
        new($"{name}: damaged or truncated JPEG: {Marshal.PtrToStringUTF8((nint)tjGetErrorStr2(decoder))}");

    [LibraryImport(Library)]
    private static partial nint tjInitDecompress();

    [LibraryImport(Library)]
    private static partial int tjDestroy(nint handle);

    [LibraryImport(Library)]
    private static partial byte* tjGetErrorStr2(Decoder handle);

    [LibraryImport(Library)]
    private static partial int tjDecompressHeader3(
        Decoder handle, byte* jpeg, nuint bytes, out int width, out int height, out int subsampling, out int colours);

    [LibraryImport(Library)]
    private static partial int tjDecompress2(
        Decoder handle, byte* jpeg, nuint bytes, byte* pixels, int width, int pitch, int height, int format, int flags);

    private sealed class Decoder() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        public static Decoder Create()
        {
            var decoder = new Decoder();
            try
            {
                decoder.SetHandle(tjInitDecompress());
            }
            catch (DllNotFoundException e)
            {
                throw new DllNotFoundException($"{Library} decodes JPEG pictures and is not installed (Debian: libturbojpeg0)", e);
            }

            return decoder.IsInvalid ? throw new InvalidOperationException($"{Library} could not make a decoder") : decoder;
        }

        protected override bool ReleaseHandle() => tjDestroy(handle) == 0;
    }
}
