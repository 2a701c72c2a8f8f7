namespace Fuse3D.Bench.Kernels;

/// <summary>A made-up scan: points on floor, walls and furniture of a room of 7 by 6 by 2.6 m, in no order.</summary>
internal static class RoomScan
{
    /// <returns>[count, 3] metres</returns>
    public static float[] Points(int count, int seed)
    {
        var random = new Random(seed);
        float[] xyz = new float[3 * count];
        for (int i = 0; i < count; i++)
        {
            (float u, float v) = (random.NextSingle(), random.NextSingle());
            (float x, float y, float z) = random.Next(6) switch
            {
                0 or 1 => (7 * u, 6 * v, 0f),
                2 => (7 * u, 0f, 2.6f * v),
                3 => (0f, 6 * u, 2.6f * v),
                _ => OnFurniture(random, u, v),
            };
            (xyz[3 * i], xyz[3 * i + 1], xyz[3 * i + 2]) = (x - 3.5f, y - 3, z + .01f * random.NextSingle());
        }

        return xyz;
    }

    // The top or a side of one of twelve boxes.
    private static (float X, float Y, float Z) OnFurniture(Random random, float u, float v)
    {
        int box = random.Next(12);
        (float x, float y, float height) = (box % 4 * 1.7f + .3f, box / 4 * 1.9f + .3f, .4f + box % 3 * .3f);
        return random.Next(2) == 0 ? (x + u, y + v, height) : (x + u, y, height * v);
    }
}
