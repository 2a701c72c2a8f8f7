namespace Grpc.Core.Internal;

/// <summary>The four things every kind of call offers, from functions with or without a state object.</summary>
internal readonly struct AsyncCallState
{
    private readonly object _headers;       // Task<Metadata> or Func<object, Task<Metadata>>
    private readonly object _status;        // Func<Status> or Func<object, Status>
    private readonly object _trailers;      // Func<Metadata> or Func<object, Metadata>
    private readonly object _dispose;       // Action or Action<object>
    private readonly object? _state;        // null: the first form of each

    public AsyncCallState(Task<Metadata> headers, Func<Status> status, Func<Metadata> trailers, Action dispose)
    {
        (_headers, _status, _trailers, _dispose, _state) = (headers, status, trailers, dispose, null);
    }

    public AsyncCallState(
        Func<object, Task<Metadata>> headers, Func<object, Status> status, Func<object, Metadata> trailers, Action<object> dispose, object state)
    {
        ArgumentNullException.ThrowIfNull(state);
        (_headers, _status, _trailers, _dispose, _state) = (headers, status, trailers, dispose, state);
    }

    public Task<Metadata> Headers => _state is null ? (Task<Metadata>)_headers : ((Func<object, Task<Metadata>>)_headers)(_state);

    public Status GetStatus() => _state is null ? ((Func<Status>)_status)() : ((Func<object, Status>)_status)(_state);

    public Metadata GetTrailers() => _state is null ? ((Func<Metadata>)_trailers)() : ((Func<object, Metadata>)_trailers)(_state);

    public void Dispose()
    {
        if (_state is null) ((Action)_dispose)();
        else ((Action<object>)_dispose)(_state);
    }
}
