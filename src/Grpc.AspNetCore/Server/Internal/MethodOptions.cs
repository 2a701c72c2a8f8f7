using System.IO.Compression;
using Grpc.Core.Wire;
using Grpc.Net.Compression;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The global options and a service's own, as one.</summary>
internal sealed record MethodOptions
{
    public int? MaxSendMessageSize { get; private init; }

    public int? MaxReceiveMessageSize { get; private init; }

    public bool EnableDetailedErrors { get; private init; }

    public bool SuppressCreatingService { get; private init; }

    public bool IgnoreUnknownServices { get; private init; }

    /// <summary>Null when responses go out as they are.</summary>
    public string? ResponseEncoding { get; private init; }

    public CompressionLevel? ResponseCompressionLevel { get; private init; }

    public required IReadOnlyDictionary<string, ICompressionProvider> Compression { get; init; }

    public required IReadOnlyList<InterceptorRegistration> Interceptors { get; init; }

    /// <summary>The encodings that requests may have, as the grpc-accept-encoding header lists them.</summary>
    public string AcceptEncoding => string.Join(',', Compression.Keys.Prepend("identity"));

    public static MethodOptions Merge(GrpcServiceOptions global, GrpcServiceOptions service)
    {
        var options = new MethodOptions
        {
            MaxSendMessageSize = service.MaxSendMessageSizeSpecified ? service.MaxSendMessageSize : global.MaxSendMessageSize,
            MaxReceiveMessageSize = MaxReceive(service) ?? MaxReceive(global) ?? GrpcServiceOptions.DefaultMaxReceiveMessageSize,
            EnableDetailedErrors = service.EnableDetailedErrors ?? global.EnableDetailedErrors ?? false,
            SuppressCreatingService = service.SuppressCreatingService || global.SuppressCreatingService,
            IgnoreUnknownServices = service.IgnoreUnknownServices ?? global.IgnoreUnknownServices ?? false,
            ResponseEncoding = service.ResponseCompressionAlgorithm ?? global.ResponseCompressionAlgorithm,
            ResponseCompressionLevel = service.ResponseCompressionLevel ?? global.ResponseCompressionLevel,
            Compression = Providers([.. service.CompressionProviders, .. global.CompressionProviders]),
            Interceptors = [.. global.Interceptors, .. service.Interceptors],
        };
        options.CheckResponseEncoding();
        return options;

        static int? MaxReceive(GrpcServiceOptions from) =>
            from.MaxReceiveMessageSizeSpecified ? from.MaxReceiveMessageSize ?? int.MaxValue : null;
    }

    private static Dictionary<string, ICompressionProvider> Providers(IEnumerable<ICompressionProvider> named)
    {
        var providers = new Dictionary<string, ICompressionProvider>(StringComparer.Ordinal);
        foreach (ICompressionProvider provider in named.Concat(MessageCompression.Defaults))
            providers.TryAdd(provider.EncodingName, provider);
        return providers;
    }

    private void CheckResponseEncoding()
    {
        if (ResponseEncoding is not (null or "identity") && !Compression.ContainsKey(ResponseEncoding))
        {
            throw new InvalidOperationException(
                $"ResponseCompressionAlgorithm is '{ResponseEncoding}', but the providers are for {string.Join(", ", Compression.Keys)}");
        }
    }
}
