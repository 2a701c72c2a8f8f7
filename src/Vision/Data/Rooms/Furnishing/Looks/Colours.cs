using System.Numerics;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Looks;

/// <summary>Colours by what they are of; linear RGB, written as 8-bit sRGB.</summary>
internal static class Colours
{
    public static readonly Vector3[] Walls =
    [
        Of(0xECE7DC), Of(0xE3DDD0), Of(0xD9D9D4), Of(0xDCE3E0), Of(0xE8DCC8), Of(0xC9D3D6), Of(0xD7CDBE), Of(0xCBD4C2), Of(0xE6E2EA),
        Of(0xDDC9B5),
    ];

    public static readonly Vector3[] AccentWalls =
    [
        Of(0x8FA3AD), Of(0xA8B49A), Of(0xC2A08A), Of(0x7C8FA6), Of(0xB58F7F), Of(0x9AA79F), Of(0xC8B06E),
    ];

    public static readonly Vector3[] WarmWoods = [Of(0xB0733C), Of(0xA5652F), Of(0xBE8350), Of(0x9C5A2C), Of(0xC08A4E)];

    public static readonly Vector3[] DarkWoods = [Of(0x4A2C1C), Of(0x55311F), Of(0x3E261A), Of(0x5A3622), Of(0x45291F)];

    public static readonly Vector3[] PaleWoods = [Of(0xD8BE96), Of(0xCFB083), Of(0xE0C9A4), Of(0xC9A877)];

    public static readonly Vector3[] Floorboards = [Of(0xB98D5E), Of(0x9C7248), Of(0x7D5737), Of(0xC7A679), Of(0x8A6A4C), Of(0xA89880)];

    public static readonly Vector3[] Carpets = [Of(0x8D8A84), Of(0xA59A88), Of(0x6F7780), Of(0x8A7F77), Of(0x9AA09A), Of(0x7A6D66)];

    public static readonly Vector3[] Cloths =
    [
        Of(0x6F7F8F), Of(0x9B8F7E), Of(0x4F6273), Of(0x8B5A4A), Of(0x5F7A61), Of(0xB7A68C), Of(0x7A4E5E), Of(0xC2B8A6), Of(0x52606B),
        Of(0x94774F),
    ];

    public static readonly Vector3[] BrightCloths =
    [
        Of(0xC8503C), Of(0xD9A441), Of(0x3E7CA8), Of(0x5B9A6B), Of(0xB45A82), Of(0xE0DACB), Of(0x2F4F6F), Of(0xD9784B), Of(0x7C9CB8),
        Of(0xEDE6D6),
    ];

    public static readonly Vector3[] Bedding =
    [
        Of(0xE9E6DF), Of(0xC9D4DE), Of(0xDCC9B8), Of(0x8FA5B8), Of(0xB8695C), Of(0x6E8A78), Of(0xD8C27E), Of(0x8A7BA0), Of(0x3F5872),
        Of(0xC7B8A8),
    ];

    /// <summary>Of painted night stands: clear, strong colours that no other wooden piece has.</summary>
    public static readonly Vector3[] Lacquers = [Of(0x2E8F8A), Of(0xC9463A), Of(0xE3B12F), Of(0x3B6FC0), Of(0x7FB54A)];

    public static readonly Vector3[] Laminates = [Of(0xE6E4DF), Of(0xDADAD6), Of(0xE9E3D6)];

    public static readonly Vector3[] Leathers = [Of(0x6B3E26), Of(0x8A5433), Of(0x7A2E26), Of(0xC9B79C), Of(0x3C4A3C)];

    public static readonly Vector3[] BookBacks =
    [
        Of(0x8C2F2B), Of(0x24476B), Of(0x3E6B4A), Of(0xC69A3A), Of(0xE4DCC9), Of(0x2C2C30), Of(0x7A4A7A), Of(0xB9602F), Of(0x5E8AA0),
        Of(0x9A9386), Of(0xD9D4CC),
    ];

    public static readonly Vector3[] TileTints = [Of(0xE8EBEA), Of(0xCFDDE0), Of(0xDAD3C4), Of(0xB9CBC4), Of(0xC5CBD3), Of(0xE3D9CF)];

    public static readonly Vector3[] FloorTiles = [Of(0x8C9296), Of(0xB7AFA2), Of(0x5F666B), Of(0xA8907A)];

    public static readonly Vector3 White = Of(0xECECE8);

    public static readonly Vector3 OffWhite = Of(0xE2DED3);

    public static readonly Vector3 Black = Of(0x1B1B1D);

    public static readonly Vector3 Steel = Of(0xA9ACB0);

    public static readonly Vector3 Chrome = Of(0xC7CBD0);

    public static readonly Vector3 Brass = Of(0xB08D4A);

    public static readonly Vector3 Ceramic = Of(0xEFEFEA);

    public static readonly Vector3 Cardboard = Of(0xB08D63);

    /// <param name="rgb">0xRRGGBB, sRGB</param>
    public static Vector3 Of(int rgb) => new(Linear(rgb >> 16), Linear(rgb >> 8 & 255), Linear(rgb & 255));

    /// <summary>The colour with its lightness and warmth moved a little, so that no two pieces are alike.</summary>
    public static Vector3 Near(this SeededRandom random, Vector3 colour, float spread = 0.12f)
    {
        float lightness = 1 + random.Between(-spread, spread), warmth = random.Between(-spread, spread) / 3;
        return Vector3.Clamp(colour * lightness * new Vector3(1 + warmth, 1, 1 - warmth), new Vector3(0.004f), new Vector3(0.92f));
    }

    private static float Linear(int srgb)
    {
        float share = srgb / 255f;
        return share <= 0.04045f ? share / 12.92f : MathF.Pow((share + 0.055f) / 1.055f, 2.4f);
    }
}
