using System.Collections.Concurrent;

namespace Fuse3D.Vision.Fusion;

/// <summary>One thread of our own that runs a branch's work in order; waiting callers hold no thread.</summary>
public sealed class InferenceThread : IDisposable
{
    private readonly BlockingCollection<Action> _work;
    private readonly Thread _thread;

    /// <param name="name">for debuggers</param>
    /// <param name="capacity">pieces of work that may wait; one more makes its caller wait</param>
    public InferenceThread(string name, int capacity = 64)
    {
        _work = new(capacity);
        _thread = new Thread(Serve) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Runs <paramref name="body"/> after everything queued before it; not at all when cancelled before its turn.</summary>
    public Task<T> Run<T>(Func<T> body, CancellationToken cancel)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() => Complete(done, body, cancel), cancel);
        return done.Task;
    }

    /// <summary>Finishes what is queued and ends the thread.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        if (Thread.CurrentThread != _thread)
            _thread.Join();
        _work.Dispose();
    }

    private static void Complete<T>(TaskCompletionSource<T> done, Func<T> body, CancellationToken cancel)
    {
        try
        {
            cancel.ThrowIfCancellationRequested();
            done.SetResult(body());
        }
        catch (OperationCanceledException e)
        {
            done.SetCanceled(e.CancellationToken);
        }
        catch (Exception e)
        {
            done.SetException(e);
        }
    }

    private void Serve()
    {
        foreach (Action piece in _work.GetConsumingEnumerable())
            piece();
    }
}
