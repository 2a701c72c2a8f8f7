using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;

namespace Grpc.Reflection;

/// <summary>The reflection service as older clients ask for it, grpc.reflection.v1alpha.</summary>
public class ReflectionServiceImpl : ServerReflection.ServerReflectionBase
{
    private readonly ReflectionAnswers _answers;

    /// <summary>Tells of the named services, and of the files in the registry.</summary>
    public ReflectionServiceImpl(IEnumerable<string> services, SymbolRegistry symbolRegistry) => _answers = new(services, symbolRegistry);

    /// <summary>Tells of these services and their files.</summary>
    public ReflectionServiceImpl(IEnumerable<ServiceDescriptor> serviceDescriptors) => _answers = ReflectionAnswers.For(serviceDescriptors);

    /// <summary>Tells of these services and their files.</summary>
    public ReflectionServiceImpl(params ServiceDescriptor[] serviceDescriptors)
        : this((IEnumerable<ServiceDescriptor>)serviceDescriptors)
    {
    }

    /// <inheritdoc/>
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
            await responseStream.WriteAsync(Answer(requestStream.Current));
    }

    // Both versions have the same bytes on the wire.
    private ServerReflectionResponse Answer(ServerReflectionRequest request) => ServerReflectionResponse.Parser.ParseFrom(
        _answers.Answer(V1.ServerReflectionRequest.Parser.ParseFrom(request.ToByteString())).ToByteString());
}
