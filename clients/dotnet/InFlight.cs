namespace Fuse3D.Client;

/// <summary>Counts the frames of one stream that have no answer yet, and for how long the server has been silent about them.</summary>
internal sealed class InFlight(int most) : IDisposable
{
    private readonly SemaphoreSlim _room = new(most, most);
    private readonly Lock _lock = new();
    private int _frames;
    private long _since;

    /// <summary>Time since the last answer, or since the first frame after a pause; zero when nothing is on its way.</summary>
    public TimeSpan Waiting
    {
        get
        {
            lock (_lock)
                return _frames == 0 ? TimeSpan.Zero : TimeProvider.System.GetElapsedTime(_since);
        }
    }

    public async Task EnterAsync(CancellationToken cancel)
    {
        await _room.WaitAsync(cancel);
        lock (_lock)
        {
            if (_frames++ == 0)
                _since = TimeProvider.System.GetTimestamp();
        }
    }

    /// <summary>Called for each answer, with the frames that it stands for (itself and those dropped before it).</summary>
    public void Answered(int frames)
    {
        lock (_lock)
        {
            frames = Math.Min(frames, _frames);
            _frames -= frames;
            _since = TimeProvider.System.GetTimestamp();
        }

        if (frames > 0)
            _room.Release(frames);
    }

    public void Dispose() => _room.Dispose();
}
