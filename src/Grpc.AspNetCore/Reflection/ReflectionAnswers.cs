using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;

namespace Grpc.Reflection;

/// <summary>Answers reflection questions. The two versions of the protocol differ in their package only.</summary>
internal sealed class ReflectionAnswers(IEnumerable<string> services, SymbolRegistry registry)
{
    private readonly string[] _services = [.. services.Distinct().Order(StringComparer.Ordinal)];

    public static ReflectionAnswers For(IEnumerable<ServiceDescriptor> services)
    {
        ServiceDescriptor[] known = [.. services];
        return new(known.Select(service => service.FullName), SymbolRegistry.FromFiles(known.Select(service => service.File)));
    }

    public ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                response.ListServicesResponse = new() { Service = { _services.Select(name => new ServiceResponse { Name = name }) } };
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType:
                AnswerNumbers(response, request.AllExtensionNumbersOfType);
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.None:
                response.ErrorResponse = Error(StatusCode.InvalidArgument, "the request asks nothing");
                break;
            default:
                AnswerFile(response, request);
                break;
        }

        return response;
    }

    private void AnswerNumbers(ServerReflectionResponse response, string message)
    {
        if (registry.ExtensionsOf(message) is { } numbers)
            response.AllExtensionNumbersResponse = new() { BaseTypeName = message, ExtensionNumber = { numbers } };
        else
            response.ErrorResponse = Error(StatusCode.NotFound, $"no message '{message}' is known here");
    }

    private void AnswerFile(ServerReflectionResponse response, ServerReflectionRequest request)
    {
        (FileDescriptor? file, string asked) = request.MessageRequestCase switch
        {
            ServerReflectionRequest.MessageRequestOneofCase.FileByFilename =>
                (registry.FileByName(request.FileByFilename), $"file '{request.FileByFilename}'"),
            ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol =>
                (registry.FileContainingSymbol(request.FileContainingSymbol), $"symbol '{request.FileContainingSymbol}'"),
            _ => (Extending(request.FileContainingExtension), $"extension {request.FileContainingExtension}"),
        };
        if (file is null)
            response.ErrorResponse = Error(StatusCode.NotFound, $"no {asked} is known here");
        else
            response.FileDescriptorResponse = new() { FileDescriptorProto = { WithImports(file) } };
    }

    private FileDescriptor? Extending(ExtensionRequest asked) => registry.FileContainingExtension(asked.ContainingType, asked.ExtensionNumber);

    // The file first, then what it imports, each once: a caller needs no second question.
    private static IEnumerable<ByteString> WithImports(FileDescriptor file)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var files = new Queue<FileDescriptor>([file]);
        while (files.TryDequeue(out FileDescriptor? next))
        {
            if (!seen.Add(next.Name))
                continue;
            yield return next.SerializedData;
            foreach (FileDescriptor dependency in next.Dependencies)
                files.Enqueue(dependency);
        }
    }

    private static ErrorResponse Error(StatusCode code, string message) => new() { ErrorCode = (int)code, ErrorMessage = message };
}
