using System.Diagnostics.CodeAnalysis;

namespace Grpc.AspNetCore.Server;

/// <summary>An instance for one call, and whether its activator created it and so must release it.</summary>
/// <param name="instance">The instance.</param>
/// <param name="created">True when the activator created it, false when it came from the services.</param>
/// <param name="state">What the activator wants back on release.</param>
[SuppressMessage("Performance", "CA1815", Justification = "Handles are never compared.")]
public readonly struct GrpcActivatorHandle<T>(T instance, bool created, object? state)
{
    /// <summary>The instance.</summary>
    public T Instance { get; } = instance;

    /// <summary>Whether the activator created the instance.</summary>
    public bool Created { get; } = created;

    /// <summary>The activator's own note.</summary>
    public object? State { get; } = state;
}
