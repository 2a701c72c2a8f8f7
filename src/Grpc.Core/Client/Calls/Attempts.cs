using System.Globalization;
using Grpc.Core;
using Grpc.Core.Wire;

namespace Grpc.Net.Client.Internal;

/// <summary>Decides whether a call that failed before its response is sent again.</summary>
internal struct Attempts(GrpcChannel channel, RetryRules? rules, bool waitForReady)
{
    private int _notConnected;

    /// <summary>Attempts that failed so far, those without a connection not counted.</summary>
    public int Made { get; private set; }

    /// <summary>The server has answered: the call is not sent again.</summary>
    public readonly void CountSuccess()
    {
        if (rules is not null) channel.RetryThrottle?.CountSuccess();
    }

    /// <summary>True when another attempt is due, after the pause.</summary>
    /// <param name="status">How the attempt ended.</param>
    /// <param name="response">Its response, if there was one.</param>
    /// <param name="failure">Its exception, if there was one.</param>
    /// <param name="request">What was sent.</param>
    /// <param name="pause">Time to wait.</param>
    public bool ShallRepeat(Status status, HttpResponseMessage? response, Exception? failure, RequestBody request, out TimeSpan pause)
    {
        pause = default;
        if (waitForReady && failure is not null && FailureMap.IsNotConnected(failure))
        {
            pause = channel.ReconnectPause(++_notConnected);
            return true;
        }

        if (rules is null) return false;
        if (status.StatusCode == StatusCode.OK)
        {
            CountSuccess();
            return false;
        }

        string? pushback = response is null ? null : ResponseStatus.First(response.Headers, HeaderNames.RetryPushback);
        if (!rules.IsRetryable(status.StatusCode) && pushback is null) return false;
        bool allowed = channel.RetryThrottle?.AllowsRetryAfterFailure() ?? true;
        bool retryable = rules.IsRetryable(status.StatusCode);
        if (!allowed || !retryable || ++Made >= rules.MaxAttempts || !request.CanRepeat) return false;
        pause = rules.PauseAfter(Made);
        return pushback is null || TryReadPushback(pushback, out pause);
    }

    // What is no number of milliseconds, as "-1", is the server's way to say: do not try again.
    private static bool TryReadPushback(string text, out TimeSpan pause)
    {
        bool isPause = uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint ms);
        pause = TimeSpan.FromMilliseconds(ms);
        return isPause;
    }
}
