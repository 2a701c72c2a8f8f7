using System.Numerics;

namespace Fuse3D.Vision.Data.Dense;

/// <summary>Which way is down in a picture of a room, told by its surfaces: most are level or upright.</summary>
/// <remarks>
/// S. Gupta, P. Arbeláez, J. Malik, "Perceptual organization and recognition of indoor scenes from RGB-D images", CVPR 2013: from a first guess,
/// normals near it or against it are taken as level surfaces, those at a right angle as upright ones; the new direction g makes
/// Σ (n·g)² over upright surfaces less the same over level ones smallest. Five rounds with 45 degrees, five with 15.
/// </remarks>
internal static class GravityDirection
{
    private const int Rounds = 5, Steps = 200;
    private static readonly double[] Degrees = [45, 15];

    /// <param name="normals">unit length; 0 where there is none</param>
    /// <param name="guess">unit length, camera axes</param>
    /// <returns>unit length, down</returns>
    public static Vector3 Estimate(ReadOnlySpan<Vector3> normals, Vector3 guess)
    {
        Vector3 down = guess;
        foreach (double degrees in Degrees)
        {
            for (int round = 0; round < Rounds; round++)
                down = Refined(normals, down, (float)Math.Cos(degrees * Math.PI / 180), (float)Math.Sin(degrees * Math.PI / 180));
        }

        return down;
    }

    private static Vector3 Refined(ReadOnlySpan<Vector3> normals, Vector3 down, float level, float upright)
    {
        Vector3 x = default, y = default, z = default;      // rows of the symmetric matrix whose form is to be largest
        foreach (Vector3 n in normals)
        {
            float along = MathF.Abs(Vector3.Dot(n, down));
            if (n == default || (along < level && along > upright))
                continue;
            Vector3 signed = along >= level ? n : -n;
            (x, y, z) = (x + n.X * signed, y + n.Y * signed, z + n.Z * signed);
        }

        // Shifted so that no eigenvalue is negative, repeated products turn to the eigenvector of the largest.
        float shift = MathF.Sqrt(x.LengthSquared() + y.LengthSquared() + z.LengthSquared());
        Vector3 found = down;
        for (int step = 0; step < Steps && shift > 0; step++)
            found = Vector3.Normalize(new Vector3(Vector3.Dot(x, found), Vector3.Dot(y, found), Vector3.Dot(z, found)) + shift * found);
        return Vector3.Dot(found, down) < 0 ? -found : found;
    }
}
