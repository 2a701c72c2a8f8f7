using System.Globalization;
using System.Numerics;

namespace Fuse3D.Vision.Tests.Golden;

/// <summary>Compares with golden values and keeps, for each kind, how many cases ran and how near the worst came to its limit.</summary>
/// <remarks>One line per kind, kept up to date in artifacts/golden/vision.txt and printed when the tests end.</remarks>
public static class GoldenReport
{
    private static readonly Lock Gate = new();
    private static readonly SortedDictionary<string, Tally> Kinds = new(StringComparer.Ordinal);
    private static readonly string File = Path.Combine(SharedFolder.Repository, "artifacts", "golden", "vision.txt");

    static GoldenReport() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Console.Write(Text());

    /// <summary>Fails unless every value is within the limit.</summary>
    /// <param name="name">the case, as <see cref="GoldenCases.Of"/> gives it; its kind is the file name up to the first '_'</param>
    /// <param name="tensor">what is compared, for the message</param>
    /// <param name="limit">absolute, and relative to the largest expected magnitude where that exceeds 1</param>
    public static void Close(string name, string tensor, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double limit) =>
        CloseTo(name, tensor, expected, actual, limit);

    /// <inheritdoc cref="Close(string, string, ReadOnlySpan{float}, ReadOnlySpan{float}, double)"/>
    public static void Close(string name, string tensor, ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double limit) =>
        CloseTo(name, tensor, expected, actual, limit);

    /// <summary>Fails unless every value is the same: indices, masks, labels.</summary>
    public static void Equal<T>(string name, string tensor, ReadOnlySpan<T> expected, ReadOnlySpan<T> actual)
        where T : IEquatable<T>
    {
        Assert.True(expected.Length == actual.Length, $"{name}: {tensor} has {actual.Length} values, the golden {expected.Length}");
        int different = 0, first = -1;
        for (int i = 0; i < expected.Length; i++)
        {
            if (expected[i].Equals(actual[i]))
                continue;
            different++;
            first = first < 0 ? i : first;
        }

        Record(name, tensor, different, limit: 0);
        if (different > 0)
            Assert.Fail($"{name}: {tensor}: {different} of {expected.Length} values differ, first at {first}: {actual[first]}, golden {expected[first]}");
    }

    /// <summary>Counts a comparison that the caller made itself.</summary>
    public static void Record(string name, string tensor, double deviation, double limit)
    {
        string kind = Path.GetFileName(name).Split('_')[0];
        double share = limit > 0 ? deviation / limit : deviation > 0 ? double.PositiveInfinity : 0;
        lock (Gate)
        {
            if (!Kinds.TryGetValue(kind, out Tally? tally))
                Kinds[kind] = tally = new Tally();
            tally.Add(name, string.Create(CultureInfo.InvariantCulture, $"{tensor} of {name}: {deviation:G3} of {limit:G3}"), share);
            Directory.CreateDirectory(Path.GetDirectoryName(File)!);
            System.IO.File.WriteAllText(File, Text());
        }
    }

    private static void CloseTo<T>(string name, string tensor, ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, double limit)
        where T : IBinaryFloatingPointIeee754<T>
    {
        Assert.True(expected.Length == actual.Length, $"{name}: {tensor} has {actual.Length} values, the golden {expected.Length}");
        Closeness found = Closeness.Of(expected, actual, limit);
        Record(name, tensor, found.Worst, limit);
        if (found.Beyond > 0)
        {
            Assert.Fail(string.Create(CultureInfo.InvariantCulture,
                $"{name}: {tensor}: {found.Beyond} of {expected.Length} values beyond {limit:G3} x {found.Scale:G4}, "
                + $"worst at {found.At}: {actual[found.At]}, golden {expected[found.At]}"));
        }
    }

    private static string Text()
    {
        lock (Gate)
        {
            return string.Concat(Kinds.Select(kind => $"golden {kind.Key}: {kind.Value}{Environment.NewLine}"));
        }
    }

    private sealed class Tally
    {
        private readonly HashSet<string> _cases = [];
        private int _comparisons;
        private double _worstShare = -1;
        private string _worst = "";

        public void Add(string name, string what, double share)
        {
            _cases.Add(name);
            _comparisons++;
            (_worstShare, _worst) = share > _worstShare ? (share, what) : (_worstShare, _worst);
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{_cases.Count} cases, {_comparisons} comparisons, worst at {_worstShare:P1} of its limit ({_worst})");
    }
}
