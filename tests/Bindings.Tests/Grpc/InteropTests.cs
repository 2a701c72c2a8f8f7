using Fuse3D.Bench.Grpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>Our client, by the official interop cases: against our server and against servers of other implementations.</summary>
[Trait("Category", "Interop")]
public sealed class InteropTests(InteropServers servers) : IClassFixture<InteropServers>
{
    private static readonly string[] s_compressedRequests = ["client_compressed_unary", "client_compressed_streaming"];

    public static TheoryData<string> AllCases => [.. InteropCases.All.Keys];

    /// <summary>Servers of other implementations cannot tell a compressed request from a plain one, so they fail the probe of these cases.</summary>
    public static TheoryData<string> CasesOfForeignServers => [.. InteropCases.All.Keys.Except(s_compressedRequests)];

    /// <summary>The Ruby server does not compress when asked either.</summary>
    public static TheoryData<string> CasesOfTheRubyServer =>
        [.. InteropCases.All.Keys.Where(name => !name.Contains("compressed", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(AllCases))]
    public async Task OurServer(string testCase)
    {
        await using ServerHost server = await ServerHost.StartAsync(app => app.MapGrpcService<InteropService>());

        await RunAsync(testCase, server.Port);
    }

    [Theory]
    [MemberData(nameof(AllCases))]
    public async Task OurServer_OverAUnixSocket(string testCase)
    {
        string socket = Path.Combine(Path.GetTempPath(), $"interop-{Guid.NewGuid():N}.sock");
        await using ServerHost server = await ServerHost.StartAsync(app => app.MapGrpcService<InteropService>(), socket: socket);
        using GrpcChannel channel = GrpcChannel.ForAddress($"unix://{socket}");

        await RunAsync(testCase, channel);
    }

    [Theory]
    [MemberData(nameof(AllCases))]
    public async Task OurServer_AndTheRealClient(string testCase)
    {
        await using ServerHost server = await ServerHost.StartAsync(app => app.MapGrpcService<InteropService>());

        await RunAsync(testCase, RealGrpc.ForAddress(server.Address.ToString()));
    }

    [Theory]
    [MemberData(nameof(CasesOfForeignServers))]
    public async Task RealServer(string testCase)
    {
        await using ServerHost server = await ServerHost.StartAsync(RealGrpc.MapGrpcService<InteropService>, runtime: RealGrpc.AddGrpc);

        await RunAsync(testCase, server.Port);
    }

    [SkippableTheory]
    [MemberData(nameof(CasesOfTheRubyServer))]
    public async Task OfficialRubyServer(string testCase) => await RunAsync(testCase, await servers.RubyAsync());

    [SkippableTheory]
    [MemberData(nameof(CasesOfForeignServers))]
    public async Task PythonServer(string testCase) => await RunAsync(testCase, await servers.PythonAsync());

    [SkippableTheory]
    [MemberData(nameof(CasesOfForeignServers))]
    public async Task CppServer(string testCase) => await RunAsync(testCase, await servers.CppAsync());

    [SkippableTheory]
    [MemberData(nameof(CasesOfForeignServers))]
    public async Task NodeServer(string testCase) => await RunAsync(testCase, await servers.NodeAsync());

    private static async Task RunAsync(string testCase, int port)
    {
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        await RunAsync(testCase, channel);
    }

    private static Task RunAsync(string testCase, ChannelBase channel) =>
        InteropCases.All[testCase](channel.CreateCallInvoker()).WaitAsync(TimeSpan.FromSeconds(20));
}
