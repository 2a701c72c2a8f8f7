namespace Grpc.Net.Client.Configuration;

/// <summary>A method, all methods of a service (no method), or every method (neither).</summary>
public sealed class MethodName : ConfigObject
{
    /// <summary>Every method.</summary>
    public static readonly MethodName Default = new();

    /// <summary>Service with its package.</summary>
    public string? Service
    {
        get => Get<string>("service");
        set => Set("service", value);
    }

    /// <summary>Method without its service.</summary>
    public string? Method
    {
        get => Get<string>("method");
        set => Set("method", value);
    }
}
