using System.Diagnostics;
using System.Globalization;
using Fuse3D.Vision.Data.Rooms.Writing;

namespace Fuse3D.Cli.Generation;

/// <summary>How far a generation is, on stderr: one line that changes on a terminal, elsewhere a line every ten seconds.</summary>
internal sealed class RoomsProgress(TextWriter output, bool live)
{
    private const string Erase = "\r\u001b[2K";
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(0.2), Seldom = TimeSpan.FromSeconds(10);

    private readonly Lock _writing = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _before = -1;       // rooms that were there at the first made now
    private TimeSpan _next;

    /// <summary>Rooms that are there, as far as it was told.</summary>
    public int Done { get; private set; }

    public TimeSpan Elapsed => _clock.Elapsed;

    public void Show(GenerationProgress progress)
    {
        lock (_writing)
        {
            Done = Math.Max(Done, progress.Done);
            if (_before < 0 && progress.Looks > 0)
                _before = progress.Done - 1;
            if (progress.Looks == 0 || _clock.Elapsed < _next)
                return;
            _next = _clock.Elapsed + (live ? Often : Seldom);
            output.Write(live ? Erase + Text(progress) : Text(progress) + "\n");
        }
    }

    /// <summary>Takes the changing line away.</summary>
    public void End()
    {
        if (live)
            output.Write(Erase);
    }

    private string Text(GenerationProgress progress)
    {
        double seconds = _clock.Elapsed.TotalSeconds;
        TimeSpan left = TimeSpan.FromSeconds(seconds / (progress.Done - _before) * (progress.All - progress.Done));
        return string.Create(CultureInfo.InvariantCulture,
            $"{progress.Done}/{progress.All} rooms  {progress.Looks / seconds:0.0} frames/s  {(int)left.TotalHours}:{left:mm\\:ss} left");
    }
}
