namespace Fuse3D.Vision.Data;

/// <summary>Training's change of the points' colours, as VoteNet's loaders do it.</summary>
public static class ColourJitter
{
    /// <summary>
    /// Every channel is made up to 20 percent brighter or darker and shifted by up to 0.05; every point up to 0.025 more; three points
    /// in ten turn black.
    /// </summary>
    /// <param name="colours">[N, 3] in 0..1</param>
    /// <param name="random">gives numbers in [0, 1): 3 for brightness, 3 for shifts, N for the points, N for turning black</param>
    public static void Apply(Span<float> colours, Func<double> random)
    {
        Span<double> gain = stackalloc double[3], shift = stackalloc double[3];
        foreach (ref double g in gain)
            g = 1 + 0.4 * random() - 0.2;
        foreach (ref double s in shift)
            s = 0.1 * random() - 0.05;
        for (int i = 0; i + 2 < colours.Length; i += 3)
        {
            double grain = 0.05 * random() - 0.025;
            for (int c = 0; c < 3; c++)
                colours[i + c] = (float)Math.Clamp(colours[i + c] * gain[c] + shift[c] + grain, 0, 1);
        }

        for (int i = 0; i + 2 < colours.Length; i += 3)
        {
            if (random() <= 0.3)
                colours.Slice(i, 3).Clear();
        }
    }
}
