using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Fuse3D.Services.PointCloud;
using Fuse3D.Services.Tests.Support;
using Fuse3D.V1;
using Fuse3D.Vision;
using Grpc.Core;
using Grpc.Net.Client;

namespace Fuse3D.Services.Tests.Hosting;

/// <summary>A service that cannot start says why in one line and ends with 1; one that is told to stop ends with 0.</summary>
public sealed class StartTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("unknown option --modell", "--modell", "x")]
    [InlineData("PointCloud:Model", "--grpc-port", "0")]
    [InlineData("no such folder", "--model", "/nowhere/at/all")]
    [InlineData("Host:GrpcPort", "--model", "x", "--grpc-port", "70000")]
    [InlineData("--parallel has no value", "--model", "x", "--parallel")]
    [InlineData("'extra' is not an option", "extra")]
    [InlineData("abc", "--model", "x", "--parallel", "abc")]
    [InlineData("not an IP address", "--model", "x", "--bind", "everywhere")]
    [InlineData("'viewer.example' is not an origin", "--model", "x", "--web-origin", "viewer.example")]
    [InlineData("'http://viewer.example/page'", "--model", "x", "--web-origin", "http://viewer.example/page")]
    [InlineData("'https://viewer.example:443'", "--model", "x", "--web-origin", "*", "--web-origin", "https://viewer.example:443")]
    [InlineData("'ftp://viewer.example'", "--model", "x", "--web-origin", "ftp://viewer.example")]
    public void Build_BadOption_NamesIt(string expected, params string[] args)
    {
        var failure = Assert.Throws<InvalidInputException>(() => PointCloudHost.Build(args));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_PortInUse_SaysSoInOneLineAndEndsWith1()
    {
        string model = TinyModel.Write(_temporary);
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        (int code, string output) = await ChildService.RunAsync("PointCloud", "--model", model, "--grpc-port", $"{port}", "--http-port", "0");

        Assert.Equal(1, code);
        output = Assert.Single(output.Split('\n'), line => !line.Contains("Warmed up", StringComparison.Ordinal));
        Assert.Contains($"127.0.0.1:{port}", output, StringComparison.Ordinal);
        Assert.Contains("in use", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_Terminated_SaysNotServingFinishesAndEndsWith0()
    {
        string model = TinyModel.Write(_temporary);
        await using ChildService child = await ChildService.StartAsync("PointCloud", "--model", model);
        using var channel = GrpcChannel.ForAddress(child.Grpc);
        var client = new PointDetector.PointDetectorClient(channel);
        using var call = client.DetectStream(deadline: DateTime.UtcNow.AddSeconds(30));
        await call.RequestStream.WriteAsync(TinyModel.Frame(1));
        Assert.True(await call.ResponseStream.MoveNext());

        child.Signal(PosixSignal.SIGTERM);

        var ended = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.Unavailable, ended.StatusCode);
        Assert.Equal(0, await child.ExitAsync());
    }
}
