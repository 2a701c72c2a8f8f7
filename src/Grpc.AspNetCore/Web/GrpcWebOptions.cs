namespace Microsoft.AspNetCore.Builder;

/// <summary>How gRPC-Web is served.</summary>
public class GrpcWebOptions
{
    /// <summary>Whether endpoints that say nothing about gRPC-Web serve it. Off unless set.</summary>
    public bool DefaultEnabled { get; set; }
}
