using System.Globalization;

namespace Grpc.Core.Wire;

/// <summary>The <c>grpc-timeout</c> header: at most eight digits and a unit (H, M, S, m, u, n).</summary>
internal static class GrpcTimeout
{
    private const int MaxDigits = 8;
    private const long MaxValue = 99_999_999;
    private const long NanosecondsPerTick = 100;

    /// <summary>Reads a timeout; false when the text is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MaxDigits + 1) return false;
        if (!long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long value)) return false;
        if (text[^1] == 'n')
        {
            timeout = new(value / NanosecondsPerTick);
            return true;
        }

        long ticks = TicksOf(text[^1]);
        timeout = new(value * ticks);       // 99999999 hours are 3.6e18 ticks, below the 9.2e18 of a TimeSpan
        return ticks != 0;
    }

    /// <summary>Writes a timeout in the finest unit that holds it, rounded up. What is not positive becomes "1n": already over.</summary>
    public static string Format(TimeSpan timeout)
    {
        long ticks = timeout.Ticks;
        if (ticks <= 0) return "1n";
        if (ticks <= MaxValue / NanosecondsPerTick) return Text(ticks * NanosecondsPerTick, 'n');
        foreach (char unit in "umSM")
        {
            long value = RoundUp(ticks, TicksOf(unit));
            if (value <= MaxValue) return Text(value, unit);
        }

        return Text(Math.Min(RoundUp(ticks, TimeSpan.TicksPerHour), MaxValue), 'H');
    }

    private static long TicksOf(char unit) => unit switch
    {
        'H' => TimeSpan.TicksPerHour,
        'M' => TimeSpan.TicksPerMinute,
        'S' => TimeSpan.TicksPerSecond,
        'm' => TimeSpan.TicksPerMillisecond,
        'u' => TimeSpan.TicksPerMicrosecond,
        _ => 0,
    };

    private static long RoundUp(long ticks, long unit) => ticks / unit + (ticks % unit == 0 ? 0 : 1);

    private static string Text(long value, char unit) => string.Create(CultureInfo.InvariantCulture, $"{value}{unit}");
}
