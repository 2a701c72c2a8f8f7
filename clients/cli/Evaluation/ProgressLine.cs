using System.Diagnostics;
using System.Globalization;
using Fuse3D.Vision.Metrics.Running;

namespace Fuse3D.Cli.Evaluation;

/// <summary>Tells on stderr how far a run is: one line that is written again on a terminal, a new line now and then elsewhere.</summary>
/// <param name="output">stderr</param>
/// <param name="isTerminal">lines can be written again</param>
internal sealed class ProgressLine(TextWriter output, bool isTerminal) : IProgress<RunProgress>
{
    private readonly TimeSpan _pause = isTerminal ? TimeSpan.FromSeconds(0.2) : TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private long _last;
    private int _width;

    public void Report(RunProgress value)
    {
        lock (_lock)
        {
            bool ends = value.Done + value.Failed >= value.Total;
            if (!ends && _last != 0 && Stopwatch.GetElapsedTime(_last) < _pause)
                return;
            _last = Stopwatch.GetTimestamp();
            Write(Line(value), ends);
        }
    }

    /// <summary>A message of its own line.</summary>
    public void Say(string message)
    {
        lock (_lock)
        {
            Clear();
            output.WriteLine($"eval: {message}");
        }
    }

    internal static string Line(RunProgress at)
    {
        string failed = at.Failed == 0 ? "" : $", {at.Failed} failed", left = at.Left is { } time ? $", {Duration(time)} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{at.Done} of {at.Total} frames{failed}, {at.PerSecond:0.0} per second{left}");
    }

    private static string Duration(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");

    private void Write(string line, bool ends)
    {
        if (!isTerminal)
        {
            output.WriteLine($"eval: {line}");
            return;
        }

        output.Write($"\reval: {line.PadRight(_width)}");
        _width = line.Length;
        if (ends)
        {
            output.WriteLine();
            _width = 0;
        }
    }

    private void Clear()
    {
        if (_width > 0)
            output.Write($"\r{new string(' ', _width + 6)}\r");
        _width = 0;
    }
}
