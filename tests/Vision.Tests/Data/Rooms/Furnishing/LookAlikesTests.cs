using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Rooms.Furnishing;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Tests.Data.Rooms.Furnishing;

public sealed class LookAlikesTests
{
    // The shape is drawn before the class: it is the same whatever the coin says, and only the materials follow the class.
    [Fact]
    public void TableOrDesk_AnySeed_ShapeIsDrawnWithoutTheClass() => CheckPair(
        LookAlikes.TableOrDesk, random => Worktops.DrawCommon(Worktops.CommonSizes.Draw(random), random.Branch()), "table", "desk");

    [Fact]
    public void DresserOrNightStand_AnySeed_ShapeIsDrawnWithoutTheClass() => CheckPair(
        LookAlikes.DresserOrNightStand, random => Chests.DrawCommon(Chests.CommonSizes.Draw(random), random.Branch()), "dresser",
        "night_stand");

    [Fact]
    public void Either_OneShape_ClassesShareTrianglesAndNoBodyColour()
    {
        Shape shape = Worktops.DrawCommon(Worktops.CommonSizes.Mean, new SeededRandom(1));
        Piece[] pieces =
        [
            .. Enumerable.Range(0, 40).Select(
                i => LookAlikes.Either(shape, new SeededRandom((ulong)i), false, ("table", Tables.Dress), ("desk", Desks.Dress)))
        ];
        Material[] tables = [.. pieces.Where(p => p.Label == "table").Select(p => p.Looks[Role.Top])];
        Material[] desks = [.. pieces.Where(p => p.Label == "desk").Select(p => p.Looks[Role.Top])];
        Assert.All(pieces, piece => Assert.Same(shape, piece.Shape));
        Assert.True(tables.Length > 5 && desks.Length > 5);
        Assert.True(tables.Max(m => m.Colour.Z) < desks.Min(m => m.Colour.Z), "wood is darker in blue than laminate");
    }

    // Where a look-alike stands, in which kind of room, and how large it is, say nothing about its class.
    [Fact]
    public void Make_AllLookAlike_ClassesOfAPairAreEquallyFrequentAndLarge()
    {
        SceneObject[] alike =
        [
            .. Enumerable.Range(0, 200).SelectMany(
                seed => RoomMaker.Make((ulong)seed, new() { LookAlike = 1 }).Objects).Where(thing => thing.LooksDecide)
        ];
        foreach ((string one, string other) in ((string, string)[])[("table", "desk"), ("dresser", "night_stand")])
        {
            SceneObject[] first = [.. alike.Where(thing => thing.Label == one)], second = [.. alike.Where(thing => thing.Label == other)];
            int both = first.Length + second.Length;
            Assert.True(both > 150, $"{both} of the pair");
            Assert.InRange(
                first.Length, both * 0.5 - 2 * Math.Sqrt(both), both * 0.5 + 2 * Math.Sqrt(both));   // four deviations of a fair coin
            Func<SceneObject, double>[] lengths = [o => o.Box.Size.X, o => o.Box.Size.Y, o => o.Box.Size.Z];
            foreach (Func<SceneObject, double> length in lengths)
            {
                double apart = first.Average(length) - second.Average(length);
                double error = Math.Sqrt(Variance(first, length) / first.Length + Variance(second, length) / second.Length);
                Assert.InRange(apart, -4 * error, 4 * error);
            }
        }
    }

    private static double Variance(SceneObject[] things, Func<SceneObject, double> length)
    {
        double mean = things.Average(length);
        return things.Average(thing => (length(thing) - mean) * (length(thing) - mean));
    }

    private static void CheckPair(Func<SeededRandom, bool, Piece> make, Func<SeededRandom, Shape> draw, string one, string other)
    {
        Dictionary<string, int> classes = [];
        for (ulong seed = 0; seed < 100; seed++)
        {
            Piece piece = make(new SeededRandom(seed), seed % 2 == 0);
            Shape shape = draw(new SeededRandom(seed));
            Assert.True(piece.LooksDecide);
            Assert.Equal(shape.Positions, piece.Shape.Positions);
            Assert.Equal(shape.Triangles, piece.Shape.Triangles);
            classes[piece.Label] = classes.GetValueOrDefault(piece.Label) + 1;
        }

        Assert.Equal([one, other], classes.Keys.Order(StringComparer.Ordinal).OrderBy(name => name == other));
        Assert.All(classes.Values, count => Assert.InRange(count, 30, 70));
    }
}
