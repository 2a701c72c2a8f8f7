using System.Collections.Concurrent;
using Grpc.AspNetCore.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>One visit of a headless browser to a page that runs all cases against our server. Starts when the first test asks for a result.</summary>
/// <remarks>The page comes from a server of its own, so that its calls go to another origin, by CORS.</remarks>
public sealed class BrowserRun : IAsyncLifetime
{
    private const string Html = "<!doctype html><title>gRPC-Web</title><script type=\"module\" src=\"page.js\"></script>";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, bool> _abandoned = new();
    private readonly TaskCompletionSource<string[]> _failures = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"browser-{Guid.NewGuid():N}");
    private readonly Lazy<Task<Dictionary<(string, string), string>>> _results;
    private ServerHost? _site, _server;
    private InteropPeer? _browser;

    public BrowserRun() => _results = new(VisitAsync);

    /// <summary>Clients and the cases that each runs.</summary>
    public static (string Client, string Case)[] Cases { get; } =
    [
        .. from client in (string[])["connect-web", "grpc-web", "grpc-web-text"]
           from testCase in (string[])
           [
               "empty_unary", "large_unary", "server_streaming", "cancel_after_first_response", "timeout_on_sleeping_server", "custom_metadata",
               "status_code_and_message", "special_status_message", "unimplemented_method", "unimplemented_service",
               "server_compressed_unary", "server_compressed_streaming",
           ]
           where (client, testCase) != ("grpc-web", "cancel_after_first_response")   // reads a stream in bytes only once it is complete
           select (client, testCase),
    ];

    /// <summary>What the page says of a case that failed; nothing of one that passed.</summary>
    public async Task<string> FailureOfAsync(string client, string testCase) => (await _results.Value)[(client, testCase)];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (IAsyncDisposable? part in (IAsyncDisposable?[])[_browser, _server, _site])
            await (part?.DisposeAsync() ?? ValueTask.CompletedTask);
        await DeleteFolderAsync();
    }

    private async Task<Dictionary<(string, string), string>> VisitAsync()
    {
        (string chromium, string page) = (InteropTools.Chromium, InteropTools.BrowserPage);
        _site = await ServerHost.StartAsync(app => MapSite(app, page), protocols: HttpProtocols.Http1);
        _server = await ServerHost.StartAsync(MapServer, services => services.AddCors(), HttpProtocols.Http1);
        Directory.CreateDirectory(_folder);
        // Home and the temporary folder too: a browser writes to all three.
        _browser = InteropPeer.Start(
            "env", $"HOME={_folder}", $"TMPDIR={_folder}", chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--no-proxy-server", "--disable-background-networking", "--disable-component-update", "--disable-breakpad",
            "--enable-logging=stderr", $"--user-data-dir={_folder}/profile", $"{_site.Address}?server={_server.Address.GetLeftPart(UriPartial.Authority)}");
        if (await Task.WhenAny(_failures.Task, _browser.EndedAsync(), Task.Delay(s_patience)) != _failures.Task)
            throw new InvalidOperationException($"the page gave no results; the browser says:\n{_browser.Output}");
        return Cases.Zip(await _failures.Task).ToDictionary(result => result.First, result => result.Second);
    }

    // A process of the browser may write to it until it has ended too, a moment later.
    private async Task DeleteFolderAsync()
    {
        for (int triesLeft = 50; Directory.Exists(_folder); triesLeft--)
        {
            try
            {
                Directory.Delete(_folder, recursive: true);
            }
            catch (IOException) when (triesLeft > 0)
            {
                await Task.Delay(100);
            }
        }
    }

    private void MapSite(WebApplication app, string page)
    {
        app.MapGet("/", () => Results.Content(Html, "text/html"));
        app.MapGet("/page.js", () => Results.File(page, "text/javascript"));
        app.MapGet("/cases", () => Cases.Select(c => new[] { c.Client, c.Case }));
        app.MapGet("/abandoned/{call}", (string call) => _abandoned.ContainsKey(call));
        app.MapPost("/failures", (string[] failures) => _failures.TrySetResult(failures));
    }

    private void MapServer(WebApplication app)
    {
        string origin = _site!.Address.GetLeftPart(UriPartial.Authority);
        app.UseCors(page => page.WithOrigins(origin).WithMethods("POST")
            .WithHeaders("content-type", "x-grpc-web", "x-user-agent", "grpc-timeout", "x-call", "x-grpc-test-echo-initial", "x-grpc-test-echo-trailing-bin")
            .WithExposedHeaders(
                "grpc-status", "grpc-message", "grpc-encoding", "grpc-accept-encoding", "x-grpc-test-echo-initial", "x-grpc-test-echo-trailing-bin"));
        app.Use(async (http, next) =>
        {
            await next(http);
            if (http.RequestAborted.IsCancellationRequested)
                _abandoned[http.Request.Headers["x-call"].ToString()] = true;
        });
        app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
        app.MapGrpcService<InteropService>();
    }
}
