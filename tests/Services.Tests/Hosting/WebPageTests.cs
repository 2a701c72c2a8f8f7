using System.Net.Http.Headers;
using Fuse3D.Services.PointCloud;
using Fuse3D.Services.Tests.Support;
using Fuse3D.V1;
using Google.Protobuf;

namespace Fuse3D.Services.Tests.Hosting;

/// <summary>Which web pages may call a service over gRPC-Web: browsers ask first, and hand the answer over only to origins that it names.</summary>
public sealed class WebPageTests : IDisposable
{
    private const string Viewer = "https://viewer.example", Local = "http://localhost:8080", Stranger = "https://stranger.example";
    private const string Detect = "/fuse3d.v1.PointDetector/Detect";

    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(Viewer, Viewer), InlineData(Local, Local), InlineData(Stranger, null), InlineData("null", null)]
    public async Task Preflight_OnlyPagesOfNamedOrigins_AreLetIn(string page, string? allowed)
    {
        await using RunningHost host = await StartAsync("--web-origin", Viewer, "--web-origin", Local);

        using HttpResponseMessage answer = await AskFirstAsync(host, page);

        Assert.Equal(allowed, HeaderOf(answer, "access-control-allow-origin"));
        Assert.Equal(allowed is null ? null : "POST", HeaderOf(answer, "access-control-allow-methods"));
        Assert.Equal(allowed is null ? null : "content-type,x-grpc-web", HeaderOf(answer, "access-control-allow-headers"));
    }

    [Fact]
    public async Task Preflight_NoOriginNamed_LetsNoPageIn()
    {
        await using RunningHost host = await StartAsync();

        using HttpResponseMessage answer = await AskFirstAsync(host, Viewer);

        Assert.Null(HeaderOf(answer, "access-control-allow-origin"));
    }

    [Fact]
    public async Task Preflight_AnyOrigin_LetsEveryPageIn()
    {
        await using RunningHost host = await StartAsync("--web-origin", "*");

        using HttpResponseMessage answer = await AskFirstAsync(host, Stranger);

        Assert.Equal("*", HeaderOf(answer, "access-control-allow-origin"));
    }

    [Fact]
    public async Task Call_OfAPage_MayReadStatusAndField()
    {
        await using RunningHost host = await StartAsync("--web-origin", Viewer);
        DetectRequest bad = TinyModel.Frame(1);
        bad.Cloud = new();

        using HttpResponseMessage answer = await CallAsync(host, bad);

        Assert.Equal(Viewer, HeaderOf(answer, "access-control-allow-origin"));
        Assert.Equal("3", HeaderOf(answer, "grpc-status"));
        Assert.StartsWith("cloud", HeaderOf(answer, "fuse3d-field"), StringComparison.Ordinal);
        string[] readable = HeaderOf(answer, "access-control-expose-headers")!.Split(',');
        Assert.Contains("grpc-status", readable);
        Assert.Contains("grpc-message", readable);
        Assert.Contains("fuse3d-field", readable);
    }

    private Task<RunningHost> StartAsync(params string[] options) =>
        RunningHost.StartAsync(args => PointCloudHost.Build(args), ["--model", TinyModel.Write(_temporary), .. options]);

    private static async Task<HttpResponseMessage> AskFirstAsync(RunningHost host, string page)
    {
        using HttpRequestMessage request = new(HttpMethod.Options, new Uri(host.Http, Detect));
        request.Headers.Add("origin", page);
        request.Headers.Add("access-control-request-method", "POST");
        request.Headers.Add("access-control-request-headers", "content-type,x-grpc-web");
        return await SendAsync(request);
    }

    private static async Task<HttpResponseMessage> CallAsync(RunningHost host, DetectRequest message)
    {
        byte[] frame = [0, .. Length(message.CalculateSize()), .. message.ToByteArray()];
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(host.Http, Detect)) { Content = new ByteArrayContent(frame) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc-web+proto");
        request.Headers.Add("origin", Viewer);
        return await SendAsync(request);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using HttpClient http = new() { Timeout = TimeSpan.FromSeconds(20) };
        return await http.SendAsync(request);
    }

    private static byte[] Length(int size) => [(byte)(size >> 24), (byte)(size >> 16), (byte)(size >> 8), (byte)size];

    private static string? HeaderOf(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(",", values) : null;
}
