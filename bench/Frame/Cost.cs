using System.Diagnostics;
using System.Globalization;

namespace Fuse3D.Bench.Frame;

/// <summary>What something took, in milliseconds: on the clock, and of all processors; the second holds on a busy machine too.</summary>
internal readonly record struct Cost(double Wall, double Processor)
{
    public static Cost Now => new(Stopwatch.GetElapsedTime(0).TotalMilliseconds, Environment.CpuUsage.TotalTime.TotalMilliseconds);

    public Cost Since(Cost before) => new(Wall - before.Wall, Processor - before.Processor);

    public static Cost Of(Action run)
    {
        Cost before = Now;
        run();
        return Now.Since(before);
    }

    /// <summary>The median of each.</summary>
    public static Cost Median(IReadOnlyList<Cost> costs) =>
        new(Middle(costs.Select(cost => cost.Wall)), Middle(costs.Select(cost => cost.Processor)));

    private static double Middle(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Wall,8:F0} ms, processor {Processor,6:F0} ms");
}
