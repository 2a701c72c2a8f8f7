namespace Fuse3D.Vision.Data.Rooms.Furnishing;

/// <summary>How rooms are made. Two shares say how much a detector gains from looking through a camera and a depth sensor at once.</summary>
public sealed record RoomOptions
{
    /// <summary>
    /// Share of the tables, desks, dressers and night stands whose class cannot be told from their shape, 0..1. Their shape, size, place
    /// and what stands on them are drawn first, from what the two classes of a pair have in common (table and desk; dresser and
    /// night stand), and a fair coin then says the class, which only colours tell: tables are warm wood, desks pale laminate with dark
    /// edges; dressers dark wood, night stands strong paint. All pieces of these classes are coloured so, whether shape tells or not.
    /// Such objects have <see cref="Scenes.SceneObject.LooksDecide"/>.
    /// </summary>
    public double LookAlike { get; init; } = 0.35;

    /// <summary>
    /// Share of the objects to find that are made of what a depth sensor hardly sees, 0..1: polished leather, lacquer, tinted glass and
    /// chrome that send back less than 0.05 of its infrared light, in colours that a camera sees well. Seats around one table are of
    /// one make. Such objects have <see cref="Scenes.SceneObject.HidesFromDepth"/>.
    /// </summary>
    public double DepthInvisible { get; init; } = 0.25;

    /// <summary>Share of the rooms with little light: evening, and not every lamp lit.</summary>
    public double Dim { get; init; } = 0.2;

    /// <exception cref="InvalidInputException">a share is not between 0 and 1</exception>
    public void Check()
    {
        CheckShare(nameof(LookAlike), LookAlike);
        CheckShare(nameof(DepthInvisible), DepthInvisible);
        CheckShare(nameof(Dim), Dim);
    }

    private static void CheckShare(string name, double share)
    {
        if (!(share >= 0 && share <= 1))
            throw new InvalidInputException(FormattableString.Invariant($"rooms: {name} is {share}; a share lies between 0 and 1"), name);
    }
}
