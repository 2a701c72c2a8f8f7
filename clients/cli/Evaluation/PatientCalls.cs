using System.Diagnostics;
using Fuse3D.Vision;
using Grpc.Core;

namespace Fuse3D.Cli.Evaluation;

/// <summary>How a service is asked.</summary>
/// <param name="Timeout">for one answer</param>
/// <param name="Patience">how long a frame is sent again while the service cannot be reached</param>
/// <param name="Say">gets a line when the service is lost</param>
internal sealed record RemoteOptions(TimeSpan Timeout, TimeSpan Patience, Action<string> Say);

/// <summary>Calls of a service that may be away for a while. Thread-safe.</summary>
internal sealed class PatientCalls(RemoteOptions remote)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100), LongestPause = TimeSpan.FromSeconds(3);

    private int _lost;

    /// <exception cref="InvalidInputException">the service refused the frame, or failed at it</exception>
    /// <exception cref="CommandFailure">it did not come back in time</exception>
    public async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        long lostAt = 0;
        for (TimeSpan pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks)))
        {
            try
            {
                T reply = await call(cancel);
                if (Interlocked.Exchange(ref _lost, 0) == 1)
                    remote.Say("the service answers again");
                return reply;
            }
            catch (RpcException) when (cancel.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancel);
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.InvalidArgument or StatusCode.Internal or StatusCode.OutOfRange)
            {
                throw new InvalidInputException($"{e.StatusCode}: {e.Status.Detail}", "frame", e);
            }
            catch (RpcException e) when (MayPass(e.StatusCode))
            {
                lostAt = lostAt == 0 ? Stopwatch.GetTimestamp() : lostAt;
                if (Stopwatch.GetElapsedTime(lostAt) >= remote.Patience)
                    throw new CommandFailure($"the service did not answer for {remote.Patience.TotalSeconds:0.#} s: {e.StatusCode}: {e.Status.Detail}");
                if (e.StatusCode != StatusCode.ResourceExhausted && Interlocked.Exchange(ref _lost, 1) == 0)
                    remote.Say($"the service does not answer ({e.StatusCode}: {e.Status.Detail}); trying again for {remote.Patience.TotalSeconds:0.#} s");
            }

            await Task.Delay(pause, cancel);
        }
    }

    private static bool MayPass(StatusCode code) =>
        code is StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.DeadlineExceeded or StatusCode.Aborted or StatusCode.Cancelled;
}
