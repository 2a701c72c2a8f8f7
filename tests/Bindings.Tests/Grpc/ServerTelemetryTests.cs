using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;
using Grpc.Testing;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>The server's span and duration of a call, under OpenTelemetry's names.</summary>
public sealed class ServerTelemetryTests
{
    private const string Name = "Grpc.AspNetCore.Server";
    private const string Method = "grpc.testing.TestService/UnaryCall";

    [Fact]
    public async Task Call_IsASpanWithMethodAndStatus()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (spans)
                    spans.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);

        int port = await CallAsync(StatusCode.Unavailable);

        Activity span = Eventually(spans, s => s.GetTagItem("server.port") is int p && p == port);
        Assert.Equal(ActivityKind.Server, span.Kind);
        Assert.Equal(Method, span.DisplayName);
        Assert.Equal("grpc", span.GetTagItem("rpc.system.name"));
        Assert.Equal("UNAVAILABLE", span.GetTagItem("rpc.response.status_code"));
        Assert.Equal(ActivityStatusCode.Error, span.Status);
    }

    [Fact]
    public async Task Call_IsADurationInSeconds()
    {
        var records = new List<(double Seconds, Dictionary<string, object?> Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == Name)
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            Assert.Equal(("rpc.server.call.duration", "s"), (instrument.Name, instrument.Unit));
            lock (records)
                records.Add((value, new(tags.ToArray())));
        });
        listener.Start();

        await CallAsync(StatusCode.ResourceExhausted);

        var (seconds, tags) = Eventually(records, r => r.Tags["rpc.response.status_code"] is "RESOURCE_EXHAUSTED");
        Assert.InRange(seconds, 0, 10);
        Assert.Equal(Method, tags["rpc.method"]);
        Assert.Equal("RESOURCE_EXHAUSTED", tags["error.type"]);
    }

    private static async Task<int> CallAsync(StatusCode status)
    {
        await using var server = await ServerScript.StartAsync(unary: (_, _) => throw new RpcException(new Status(status, "")));
        await Assert.ThrowsAsync<RpcException>(() => server.Client.UnaryCallAsync(new SimpleRequest()).ResponseAsync);
        return server.Port;
    }

    // The caller has its answer before the server has noted it.
    private static T Eventually<T>(List<T> seen, Func<T, bool> wanted)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < ServerRawCall.Patience; Thread.Sleep(5))
        {
            lock (seen)
            {
                if (seen.FirstOrDefault(wanted) is { } found && wanted(found))
                    return found;
            }
        }

        throw new TimeoutException($"none of the {seen.Count} seen is it");
    }
}
