using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Reflection;
using Grpc.Reflection.V1;
using Grpc.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using V1Alpha = Grpc.Reflection.V1Alpha;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>grpc.reflection.v1 and v1alpha over the services that an application maps.</summary>
public sealed class ServerReflectionTests : IAsyncLifetime
{
    private ServerHost _server = null!;
    private GrpcChannel _channel = null!;

    public async Task InitializeAsync()
    {
        _server = await ServerHost.StartAsync(
            app =>
            {
                app.MapGrpcService<InteropService>();
                app.MapGrpcReflectionService();
            },
            services => services.AddGrpcReflection());
        _channel = GrpcChannel.ForAddress(_server.Address);
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task ListServices_TellsOfAllThatAreMapped()
    {
        ServerReflectionResponse response = await AskAsync(new() { Host = "here", ListServices = "" });

        Assert.Equal(
            ["grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection", "grpc.testing.TestService"],
            response.ListServicesResponse.Service.Select(service => service.Name));
        Assert.Equal("here", response.ValidHost);
        Assert.Equal("here", response.OriginalRequest.Host);
    }

    [Theory]
    [InlineData("grpc.testing.TestService", "grpc/testing/test.proto"), InlineData("grpc.testing.TestService.UnaryCall", "grpc/testing/test.proto")]
    [InlineData("grpc.testing.SimpleRequest", "grpc/testing/messages.proto"), InlineData("grpc.testing.SimpleRequest.payload", "grpc/testing/messages.proto")]
    [InlineData("grpc.testing.PayloadType", "grpc/testing/messages.proto"), InlineData("grpc.reflection.v1.ErrorResponse", "grpc/reflection/v1/reflection.proto")]
    public async Task Symbol_IsFoundInItsFile(string symbol, string file)
    {
        ServerReflectionResponse response = await AskAsync(new() { FileContainingSymbol = symbol });

        Assert.Equal(file, Files(response)[0].Name);
    }

    [Fact]
    public async Task File_ComesWithItsImports_SoThatItCanBeBuilt()
    {
        ServerReflectionResponse response = await AskAsync(new() { FileByFilename = "grpc/testing/test.proto" });

        IReadOnlyList<FileDescriptor> built = FileDescriptor.BuildFromByteStrings(response.FileDescriptorResponse.FileDescriptorProto.Reverse());
        Assert.Equal(3, built.Count);
        Assert.Contains(built.SelectMany(file => file.Services), service => service.FullName == "grpc.testing.TestService");
    }

    [Theory]
    [InlineData("file"), InlineData("symbol"), InlineData("extension"), InlineData("numbers")]
    public async Task Unknown_IsNotFoundAndTheStreamGoesOn(string what)
    {
        ServerReflectionRequest request = what switch
        {
            "file" => new() { FileByFilename = "no.proto" },
            "symbol" => new() { FileContainingSymbol = "no.Such" },
            "extension" => new() { FileContainingExtension = new() { ContainingType = "grpc.testing.Empty", ExtensionNumber = 5 } },
            _ => new() { AllExtensionNumbersOfType = "no.Such" },
        };

        ServerReflectionResponse[] responses = await AskAllAsync(request, new() { ListServices = "" });

        Assert.Equal((int)StatusCode.NotFound, responses[0].ErrorResponse.ErrorCode);
        Assert.NotEmpty(responses[1].ListServicesResponse.Service);
    }

    [Fact]
    public async Task ExtensionNumbers_OfAMessageWithout_AreNone()
    {
        ServerReflectionResponse response = await AskAsync(new() { AllExtensionNumbersOfType = "grpc.testing.Empty" });

        Assert.Equal("grpc.testing.Empty", response.AllExtensionNumbersResponse.BaseTypeName);
        Assert.Empty(response.AllExtensionNumbersResponse.ExtensionNumber);
    }

    [Fact]
    public async Task Question_Empty_IsInvalid() =>
        Assert.Equal((int)StatusCode.InvalidArgument, (await AskAsync(new())).ErrorResponse.ErrorCode);

    [Fact]
    public async Task V1Alpha_AnswersAlike()
    {
        using var call = new V1Alpha.ServerReflection.ServerReflectionClient(_channel).ServerReflectionInfo(deadline: DateTime.UtcNow.AddSeconds(10));
        await call.RequestStream.WriteAsync(new V1Alpha.ServerReflectionRequest { FileContainingSymbol = "grpc.testing.TestService" });
        await call.RequestStream.CompleteAsync();

        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal(3, call.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto.Count);
    }

    [Fact]
    public void Registry_OfExtensions_FindsThemByMessageAndNumber()
    {
        FileDescriptorProto proto = FileDescriptorProto.Parser.ParseFrom(Google.Protobuf.WellKnownTypes.Any.Descriptor.File.SerializedData);
        SymbolRegistry registry = SymbolRegistry.FromFiles([TestService.Descriptor.File, Google.Protobuf.WellKnownTypes.Any.Descriptor.File]);

        Assert.Equal(proto.Name, registry.FileContainingSymbol("google.protobuf.Any")!.Name);
        Assert.Equal("grpc/testing/empty.proto", registry.FileByName("grpc/testing/empty.proto")!.Name);
        Assert.Null(registry.FileContainingExtension("google.protobuf.Any", 1000));
    }

    private static List<FileDescriptorProto> Files(ServerReflectionResponse response) =>
        [.. response.FileDescriptorResponse.FileDescriptorProto.Select(bytes => FileDescriptorProto.Parser.ParseFrom(bytes))];

    private async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request) => (await AskAllAsync(request))[0];

    private async Task<ServerReflectionResponse[]> AskAllAsync(params ServerReflectionRequest[] requests)
    {
        using var call = new ServerReflection.ServerReflectionClient(_channel).ServerReflectionInfo(deadline: DateTime.UtcNow.AddSeconds(10));
        foreach (ServerReflectionRequest request in requests)
            await call.RequestStream.WriteAsync(request);
        await call.RequestStream.CompleteAsync();
        return await call.ResponseStream.ReadAllAsync().ToArrayAsync();
    }
}
