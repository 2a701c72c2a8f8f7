namespace Fuse3D.Vision.Training;

/// <summary>The pace of a run since it was started or resumed.</summary>
internal sealed class StepClock(TimeProvider clock)
{
    private long _start;
    private long _steps;

    public void Start() => (_start, _steps) = (clock.GetTimestamp(), 0);

    /// <param name="left">steps to go</param>
    /// <returns>steps per second, and the time that is left at this pace</returns>
    public (double PerSecond, TimeSpan Remaining) Step(long left)
    {
        _steps++;
        TimeSpan passed = clock.GetElapsedTime(_start);
        double perStep = passed.TotalSeconds / _steps;
        return (perStep > 0 ? 1 / perStep : 0, TimeSpan.FromSeconds(Math.Min(perStep * left, TimeSpan.MaxValue.TotalSeconds / 2)));
    }
}
