using System.IO.Compression;
using Grpc.Net.Compression;

namespace Grpc.AspNetCore.Server;

/// <summary>How calls are served; given to AddGrpc for all services, or per service to AddServiceOptions.</summary>
public class GrpcServiceOptions
{
    /// <summary>What a request message may weigh when nothing else is said: 4 MB.</summary>
    internal const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;

    private int? _maxSendMessageSize;
    private int? _maxReceiveMessageSize;

    /// <summary>Largest response message in bytes, before compression; null, the default, is no limit.</summary>
    public int? MaxSendMessageSize
    {
        get => _maxSendMessageSize;
        set => (_maxSendMessageSize, MaxSendMessageSizeSpecified) = (value, true);
    }

    /// <summary>Whether <see cref="MaxSendMessageSize"/> was set here, be it to null.</summary>
    public bool MaxSendMessageSizeSpecified { get; set; }

    /// <summary>Largest request message in bytes, after decompression; 4 MB unless set, null is no limit.</summary>
    public int? MaxReceiveMessageSize
    {
        get => _maxReceiveMessageSize;
        set => (_maxReceiveMessageSize, MaxReceiveMessageSizeSpecified) = (value, true);
    }

    /// <summary>Whether <see cref="MaxReceiveMessageSize"/> was set here, be it to null.</summary>
    public bool MaxReceiveMessageSizeSpecified { get; set; }

    /// <summary>Whether a caller is told the type and message of an exception that a handler threw. Off unless set.</summary>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary>Encoding of responses, for callers that accept it: the name of a provider. Null is none.</summary>
    public string? ResponseCompressionAlgorithm { get; set; }

    /// <summary>How hard responses are compressed; null leaves it to the provider.</summary>
    public CompressionLevel? ResponseCompressionLevel { get; set; }

    /// <summary>Encodings besides gzip, or in its place where the name is the same.</summary>
    public IList<ICompressionProvider> CompressionProviders { get; set; } = [];

    /// <summary>Whether calls of unknown services and methods are left to the rest of the application (a 404) instead of answered UNIMPLEMENTED.</summary>
    public bool? IgnoreUnknownServices { get; set; }

    /// <summary>Interceptors around each call, outermost first; a service's own come inside the global ones.</summary>
    public InterceptorCollection Interceptors { get; } = [];

    /// <summary>Whether calls get no instance of their service, for methods whose delegates need none.</summary>
    public bool SuppressCreatingService { get; set; }
}

/// <summary>Options of one service; what is not set here comes from the global options.</summary>
/// <typeparam name="TService">The service's implementation.</typeparam>
public class GrpcServiceOptions<TService> : GrpcServiceOptions
    where TService : class
{
}
