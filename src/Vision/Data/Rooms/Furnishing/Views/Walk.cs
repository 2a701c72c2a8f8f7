using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Views;

/// <summary>
/// A walk around a room that keeps clear of furniture. Around the middle, 240 steps; at each, some distances from the middle to the
/// walls; the cheapest round over them (Viterbi), where a step changes the distance by one at most.
/// </summary>
internal static class Walk
{
    private const int Steps = 240, Distances = 14;
    private const float Blocked = 1000;

    /// <param name="count">poses, evenly along the walk; where it has to cross furniture, the nearest clear steps</param>
    public static IEnumerable<Pose> Around(RoomScene scene, Obstacles obstacles, float clearance, int count, SeededRandom random)
    {
        float height = random.Between(1.35f, 1.6f), start = random.Between(0, 2 * MathF.PI), phase = random.Between(0, 2 * MathF.PI),
            turn = random.Pick(1f, -1f);
        Vector3 PlaceOf(int step, int distance)
        {
            float angle = start + turn * 2 * MathF.PI * step / Steps, share = 0.1f + 0.9f * distance / (Distances - 1);
            (float sin, float cos) = MathF.SinCos(angle);
            Vector2 half = new Vector2(scene.Size.X, scene.Size.Y) / 2 - new Vector2(0.45f);
            float toWall = MathF.Min(half.X / MathF.Max(MathF.Abs(cos), 1e-3f), half.Y / MathF.Max(MathF.Abs(sin), 1e-3f));
            float z = height + 0.12f * MathF.Sin(3 * angle + phase);
            return new Vector3(scene.Size.X / 2 + share * toWall * cos, scene.Size.Y / 2 + share * toWall * sin, z);
        }

        bool[,] clear = new bool[Steps, Distances];
        for (int step = 0; step < Steps; step++)
        {
            for (int distance = 0; distance < Distances; distance++)
                clear[step, distance] = obstacles.IsClear(PlaceOf(step, distance), clearance);
        }

        int[] round = Cheapest(clear);
        bool anywhere = Enumerable.Range(0, Steps).Any(step => clear[step, round[step]]);
        for (int i = 0; i < count; i++)
        {
            int step = i * Steps / count % Steps;
            for (int away = 1; anywhere && !clear[step, round[step]]; away++)
                step = (step + (away % 2 == 0 ? away : Steps - away % Steps)) % Steps;
            yield return Towards(scene, PlaceOf(step, round[step]), (float)i / count, phase);
        }
    }

    // Across the room, swaying to either side, so that corners and what is near come into view too.
    private static Pose Towards(RoomScene scene, Vector3 place, float share, float phase)
    {
        Vector2 across = new Vector2(scene.Size.X, scene.Size.Y) / 2 - new Vector2(place.X, place.Y);
        float sway = 0.9f * MathF.Sin(2 * MathF.PI * 5 * share + phase),
            tilt = 0.35f + 0.16f * MathF.Sin(2 * MathF.PI * 3 * share + 2 * phase);
        return new Pose(place, MathF.Atan2(across.Y, across.X) + sway, tilt, 0.03f * MathF.Sin(2 * MathF.PI * 7 * share));
    }

    // The distance at every step.
    private static int[] Cheapest(bool[,] clear)
    {
        float[,] cost = new float[Steps, Distances];
        int[,] from = new int[Steps, Distances];
        for (int step = 0; step < Steps; step++)
        {
            for (int distance = 0; distance < Distances; distance++)
            {
                float best = step == 0 ? 0 : float.MaxValue;
                for (int before = Math.Max(0, distance - 1); step > 0 && before <= Math.Min(Distances - 1, distance + 1); before++)
                {
                    float here = cost[step - 1, before] + (before == distance ? 0 : 0.3f);
                    if (here < best)
                        (best, from[step, distance]) = (here, before);
                }

                float wish = MathF.Abs(distance - 0.75f * Distances) / Distances;
                cost[step, distance] = best + wish + (clear[step, distance] ? 0 : Blocked);
            }
        }

        int[] round = new int[Steps];
        for (int distance = 0; distance < Distances; distance++)
            round[^1] = cost[Steps - 1, distance] < cost[Steps - 1, round[^1]] ? distance : round[^1];
        for (int step = Steps - 1; step > 0; step--)
            round[step - 1] = from[step, round[step]];
        return round;
    }
}
