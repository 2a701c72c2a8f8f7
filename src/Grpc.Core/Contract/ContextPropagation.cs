namespace Grpc.Core;

/// <summary>What a call passes on to the calls that its handler makes.</summary>
public class ContextPropagationOptions
{
    /// <summary>Deadline and cancellation.</summary>
    public static readonly ContextPropagationOptions Default = new();

    /// <param name="propagateDeadline">Pass the deadline on.</param>
    /// <param name="propagateCancellation">Pass the cancellation on.</param>
    public ContextPropagationOptions(bool propagateDeadline = true, bool propagateCancellation = true)
    {
        IsPropagateDeadline = propagateDeadline;
        IsPropagateCancellation = propagateCancellation;
    }

    /// <summary>The deadline is passed on.</summary>
    public bool IsPropagateDeadline { get; }

    /// <summary>The cancellation is passed on.</summary>
    public bool IsPropagateCancellation { get; }
}

/// <summary>Carries a call's deadline and cancellation into <see cref="CallOptions"/>.</summary>
public abstract class ContextPropagationToken
{
    internal ContextPropagationToken()
    {
    }
}
