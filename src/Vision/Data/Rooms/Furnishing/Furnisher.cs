using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Placing;

namespace Fuse3D.Vision.Data.Rooms.Furnishing;

/// <summary>What the groups of furniture need to fill a room.</summary>
/// <param name="Lit">how bright the ceiling's lamps are, 0..1; low in dim rooms</param>
internal sealed record Furnisher(RoomKind Kind, RoomOptions Options, Placer Placer, SeededRandom Random, float Lit)
{
    private const int MostLampsLit = 2;       // each costs the renderer a shadow ray per pixel

    private int _lampsLit;

    public bool Dim => Lit < 0.3f;

    /// <summary>How bright the next table or floor lamp is; most are off by day, and a few at most are lit.</summary>
    public float NextLamp()
    {
        bool on = _lampsLit < MostLampsLit && Random.Chance(Dim ? 0.85 : 0.25);
        _lampsLit += on ? 1 : 0;
        return on ? Random.Between(0.6f, 1) : 0;
    }

    /// <summary>Whether the next piece is made of what a depth sensor hardly sees.</summary>
    public bool Hides() => Random.Chance(Options.DepthInvisible);

    /// <summary>A piece of a class that has a double: its own, or one that only looks tell from the double.</summary>
    /// <param name="own">the class's own piece, from a seed and whether it hides</param>
    /// <param name="either">a piece of the pair</param>
    public Piece OneOrEither(Func<SeededRandom, bool, Piece> own, Func<SeededRandom, bool, Piece> either)
    {
        bool alike = Random.Chance(Options.LookAlike), hides = Hides();
        return (alike ? either : own)(Random.Branch(), hides);
    }
}
