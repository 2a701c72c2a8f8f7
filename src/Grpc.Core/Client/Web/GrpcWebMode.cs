namespace Grpc.Net.Client.Web;

/// <summary>How gRPC-Web bodies look.</summary>
public enum GrpcWebMode
{
    /// <summary>Bytes: "application/grpc-web".</summary>
    GrpcWeb,

    /// <summary>Base64: "application/grpc-web-text". Needed only where a client cannot take bytes of a stream.</summary>
    GrpcWebText,
}
