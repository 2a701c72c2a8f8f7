namespace Grpc.AspNetCore.Server;

/// <summary>An interceptor type and the constructor arguments that it is given.</summary>
public class InterceptorRegistration
{
    internal InterceptorRegistration(Type type, object[] arguments)
    {
        foreach (object argument in arguments)
            ArgumentNullException.ThrowIfNull(argument, nameof(arguments));
        Type = type;
        Arguments = arguments;
    }

    /// <summary>A type derived from Interceptor.</summary>
    public Type Type { get; }

    /// <summary>Constructor arguments that come before those from services.</summary>
    public IReadOnlyList<object> Arguments { get; }
}
