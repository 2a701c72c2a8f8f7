using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Placing;

namespace Fuse3D.Vision.Data.Rooms.Furnishing;

/// <summary>What the groups of furniture need to fill a room.</summary>
/// <param name="Lit">how much of the lamps' light there is: 1 by night, less by day, little in dim rooms</param>
internal sealed record Furnisher(RoomKind Kind, RoomOptions Options, Placer Placer, SceneBuilder Scene, SeededRandom Random, float Lit)
{
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
