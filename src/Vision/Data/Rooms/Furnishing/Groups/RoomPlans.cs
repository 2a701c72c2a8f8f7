namespace Fuse3D.Vision.Data.Rooms.Furnishing.Groups;

/// <summary>Which groups of furniture a kind of room gets, the largest first.</summary>
internal static class RoomPlans
{
    public static void Furnish(Furnisher f)
    {
        switch (f.Kind)
        {
            case RoomKind.Bedroom:
                Bedroom(f);
                break;
            case RoomKind.Living:
                Living(f);
                break;
            case RoomKind.Study:
                Study(f);
                break;
            case RoomKind.Bathroom:
                Bathing.Add(f);
                break;
            case RoomKind.Dining:
                Dining(f);
                break;
            case RoomKind.Lounge:
                Lounge(f);
                break;
            default:
                Studio(f);
                break;
        }

        for (float area = f.Placer.Plan.Room.X * f.Placer.Plan.Room.Y; area > 14 && f.Kind != RoomKind.Bathroom; area -= 9)
            Extra(f);
    }

    // Large rooms have room for more.
    private static void Extra(Furnisher f)
    {
        switch (f.Random.Next(6))
        {
            case 0:
                Storing.AddDresser(f);
                break;
            case 1:
                Storing.AddBookshelf(f);
                break;
            case 2:
                Working.Add(f);
                break;
            case 3:
                Seating.Add(f, sofas: 1, armchairs: 0, table: f.Random.Chance(0.5));
                break;
            case 4:
                Seating.Add(f, sofas: 0, armchairs: f.Random.Whole(1, 2), table: false);
                break;
            default:
                Eating.Add(f, most: 3);
                break;
        }
    }

    private static void Bedroom(Furnisher f)
    {
        Sleeping.Add(f);
        if (f.Random.Chance(0.25))
            Sleeping.Add(f);
        Maybe(f, 0.85, () => Storing.AddDresser(f));
        Maybe(f, 0.4, () => Storing.AddWardrobe(f));
        Maybe(f, 0.5, () => Working.Add(f));
        Maybe(f, 0.35, () => Storing.AddBookshelf(f));
        Maybe(f, 0.3, () => Storing.AddDresser(f));
        Maybe(f, 0.35, () => Seating.Add(f, sofas: 0, armchairs: 1, table: false));
    }

    private static void Living(Furnisher f)
    {
        Seating.Add(f, sofas: f.Random.Pick(1, 1, 2), armchairs: f.Random.Whole(0, 2), table: f.Random.Chance(0.85));
        Maybe(f, 0.7, () => Storing.AddTelevision(f));
        Maybe(f, 0.6, () => Storing.AddBookshelf(f));
        Maybe(f, 0.5, () => Eating.Add(f, most: 4));
        Maybe(f, 0.4, () => Storing.AddDresser(f));
        Maybe(f, 0.3, () => Working.Add(f));
    }

    private static void Study(Furnisher f)
    {
        int desks = f.Random.Whole(1, 3);
        for (int i = 0; i < desks; i++)
            Working.Add(f);
        Maybe(f, 0.9, () => Storing.AddBookshelf(f));
        Maybe(f, 0.5, () => Storing.AddBookshelf(f));
        Maybe(f, 0.35, () => Eating.Add(f, most: 4));
        Maybe(f, 0.3, () => Seating.Add(f, sofas: 1, armchairs: 0, table: f.Random.Chance(0.5)));
        Maybe(f, 0.35, () => Storing.AddDresser(f));
        Maybe(f, 0.3, () => Storing.AddWardrobe(f));
    }

    private static void Dining(Furnisher f)
    {
        Eating.Add(f, most: 8);
        Maybe(f, 0.5, () => Storing.AddKitchen(f));
        Maybe(f, 0.6, () => Storing.AddDresser(f));
        Maybe(f, 0.3, () => Storing.AddBookshelf(f));
        Maybe(f, 0.2, () => Eating.Add(f, most: 4));
    }

    private static void Lounge(Furnisher f)
    {
        Seating.Add(f, sofas: f.Random.Whole(1, 3), armchairs: f.Random.Whole(1, 3), table: true);
        Maybe(f, 0.5, () => Storing.AddTelevision(f));
        Maybe(f, 0.5, () => Eating.Add(f, most: 4));
        Maybe(f, 0.5, () => Storing.AddBookshelf(f));
    }

    private static void Studio(Furnisher f)
    {
        Sleeping.Add(f);
        Working.Add(f);
        Maybe(f, 0.6, () => Seating.Add(f, sofas: 1, armchairs: 0, table: f.Random.Chance(0.6)));
        Maybe(f, 0.5, () => Storing.AddDresser(f));
        Maybe(f, 0.5, () => Storing.AddBookshelf(f));
        Maybe(f, 0.4, () => Eating.Add(f, most: 2));
        Maybe(f, 0.35, () => Storing.AddKitchen(f));
        Maybe(f, 0.3, () => Storing.AddWardrobe(f));
    }

    private static void Maybe(Furnisher f, double share, Action add)
    {
        if (f.Random.Chance(share))
            add();
    }
}
