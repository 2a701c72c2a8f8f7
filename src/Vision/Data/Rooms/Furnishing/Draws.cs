namespace Fuse3D.Vision.Data.Rooms.Furnishing;

/// <summary>What a room's makers draw from a <see cref="SeededRandom"/>.</summary>
internal static class Draws
{
    /// <summary>Evenly between two numbers.</summary>
    public static float Between(this SeededRandom random, float low, float high) => low + (high - low) * (float)random.NextDouble();

    /// <summary>A whole number between two, both included.</summary>
    public static int Whole(this SeededRandom random, int low, int high) => low + random.Next(high - low + 1);

    public static bool Chance(this SeededRandom random, double share) => random.NextDouble() < share;

    public static T Pick<T>(this SeededRandom random, params ReadOnlySpan<T> among) => among[random.Next(among.Length)];

    /// <summary>Normal, drawn again until it lies within the limits.</summary>
    public static float Normal(this SeededRandom random, float mean, float deviation, float low, float high)
    {
        for (int attempt = 0; attempt < 32; attempt++)
        {
            float value = mean + deviation * random.StandardNormal();
            if (value >= low && value <= high)
                return value;
        }

        return Math.Clamp(mean, low, high);
    }

    /// <summary>Mean 0, deviation 1: Box and Muller's cosine.</summary>
    public static float StandardNormal(this SeededRandom random)
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
        return (float)(radius * Math.Cos(2 * Math.PI * random.NextDouble()));
    }

    /// <summary>A generator of its own for a part: what the part draws does not move what follows it.</summary>
    public static SeededRandom Branch(this SeededRandom random) => new(random.Next());
}
