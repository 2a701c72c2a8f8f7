namespace TorchSharp;

/// <summary>The dispose scopes of one thread, innermost last.</summary>
public sealed class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScopeManager? _ofThread;

    private readonly Stack<DisposeScope> _scopes = new();
    private readonly int _threadId = Environment.CurrentManagedThreadId;

    private DisposeScopeManager() { }

    internal static DisposeScopeManager ThreadSingleton => _ofThread ??= new();

    internal DisposeScope? Current => _scopes.TryPeek(out DisposeScope? scope) ? scope : null;

    internal static DisposeScope NewDisposeScope()
    {
        DisposeScopeManager manager = ThreadSingleton;
        DisposeScope scope = new(manager);
        manager._scopes.Push(scope);
        return scope;
    }

    internal void ThrowIfForeignThread()
    {
        if (Environment.CurrentManagedThreadId != _threadId)
            throw new InvalidOperationException(
                $"a dispose scope of thread {_threadId} was ended on thread {Environment.CurrentManagedThreadId}; do not await inside it");
    }

    /// <summary>Takes the scope off the stack; scopes that were left open inside it go with it.</summary>
    internal void Remove(DisposeScope scope)
    {
        if (!_scopes.Contains(scope))
            return;
        while (_scopes.Pop() != scope) { }
    }
}

public static partial class torch
{
    /// <summary>A scope that disposes every tensor which this thread makes until the scope ends.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.NewDisposeScope();

    /// <summary>The innermost scope of this thread.</summary>
    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.ThreadSingleton.Current;

    /// <summary>Runs body in a scope of its own and hands its result to the scope around it.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        ArgumentNullException.ThrowIfNull(expr);
        using DisposeScope scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }
}
