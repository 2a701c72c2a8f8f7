using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>Clients of other implementations against our server.</summary>
[Trait("Category", "Interop")]
public sealed class InteropClientTests : IAsyncLifetime
{
    private ServerHost _server = null!;

    public async Task InitializeAsync() => _server = await ServerHost.StartAsync(
        app =>
        {
            app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
            app.MapGrpcService<InteropService>();
            app.MapGrpcReflectionService();
            app.MapGrpcHealthChecksService();
        },
        services =>
        {
            services.Configure<GrpcServiceOptions>(options => options.MaxReceiveMessageSize = null);
            services.AddGrpcReflection();
            services.AddGrpcHealthChecks();
        });

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public static TheoryData<string> RubyCases =>
    [
        "empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong", "empty_stream", "cancel_after_begin",
        "cancel_after_first_response", "timeout_on_sleeping_server", "custom_metadata", "status_code_and_message",
        "unimplemented_method", "unimplemented_service", "client_compressed_unary", "client_compressed_streaming",
    ];

    [SkippableTheory]
    [MemberData(nameof(RubyCases))]
    public async Task OfficialRubyClient_Passes(string testCase) => await InteropPeer.RunAsync(
        "ruby", InteropTools.RubyScript("client.rb"), "--server_host=127.0.0.1", $"--server_port={_server.Port}", $"--test_case={testCase}");

    [SkippableFact]
    public async Task PythonClient_PassesAllCases()
    {
        string output = await InteropPeer.RunAsync(
            InteropTools.Python, Path.Combine(InteropPeer.Scripts, "python", "client.py"), InteropPeer.Protos, $"{_server.Port}");

        Assert.Equal(18, output.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task CppClient_PassesAllCases()
    {
        string output = await InteropPeer.RunAsync(InteropTools.Cpp("client"), $"{_server.Port}");

        Assert.Equal(18, output.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task NodeClient_PassesAllCases()
    {
        string output = await InteropPeer.RunAsync(
            InteropTools.Node, Path.Combine(InteropPeer.Scripts, "node", "client.mjs"), InteropPeer.Protos, $"{_server.Port}");

        Assert.Equal(19, output.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task Buf_ListsTheServicesByReflection()
    {
        string output = await Buf("--list-services", $"http://127.0.0.1:{_server.Port}");

        Assert.Contains("grpc.testing.TestService", output, StringComparison.Ordinal);
        Assert.Contains("grpc.health.v1.Health", output, StringComparison.Ordinal);
        Assert.Contains("grpc.reflection.v1.ServerReflection", output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Buf_CallsWithASchemaFromReflection()
    {
        string health = await Buf("-d", "{}", $"http://127.0.0.1:{_server.Port}/grpc.health.v1.Health/Check");
        string unary = await Buf("-d", "{\"responseSize\": 3}", $"http://127.0.0.1:{_server.Port}/grpc.testing.TestService/UnaryCall");

        Assert.Contains("SERVING", health, StringComparison.Ordinal);
        Assert.Contains("AAAA", unary, StringComparison.Ordinal);   // three zeros in base64
    }

    [SkippableFact]
    public async Task Buf_CallsOverGrpcWeb()
    {
        string[] arguments = ["curl", "--http2-prior-knowledge", "--protocol", "grpcweb", "--schema", InteropPeer.Protos, "-d", "{\"responseSize\": 3}"];
        string unary = await InteropPeer.RunAsync(
            InteropTools.Buf, [.. arguments, $"http://127.0.0.1:{_server.Port}/grpc.testing.TestService/UnaryCall"]);

        Assert.Contains("AAAA", unary, StringComparison.Ordinal);
    }

    private static Task<string> Buf(params string[] arguments) =>
        InteropPeer.RunAsync(InteropTools.Buf, ["curl", "--http2-prior-knowledge", "--protocol", "grpc", .. arguments]);
}
