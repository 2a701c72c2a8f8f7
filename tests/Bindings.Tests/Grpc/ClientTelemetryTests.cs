using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;
using Grpc.Net.Client;

namespace Fuse3D.Bindings.Tests.Grpc;

public sealed class ClientTelemetryTests
{
    [Fact]
    public async Task Call_WithListeners_MakesAnActivityAndAMeasurement()
    {
        var method = new Method<string, string>(
            MethodType.Unary, "test.Telemetry", "Unary", Marshallers.StringMarshaller, Marshallers.StringMarshaller);
        List<Activity> activities = [];
        List<Dictionary<string, object?>> measurements = [];
        using ActivityListener listener = Listen(activities);
        using MeterListener meter = Measure(measurements);
        string traceparent = "";
        await using RawServer server = await RawServer.StartAsync(async http =>
        {
            traceparent = http.Request.Headers.TraceParent.ToString();
            if (await http.ReadAsync() == "fail")
            {
                http.EndByHeaders(9);
                return;
            }

            await http.WriteAsync("ok");
            http.End(0);
        });
        using var channel = GrpcChannel.ForAddress(server.Address);
        CallInvoker invoker = channel.CreateCallInvoker();

        await invoker.AsyncUnaryCall(method, null, default, "x").ResponseAsync.WaitAsync(Echo.Timeout);
        await invoker.AsyncUnaryCall(method, null, default, "fail").ResponseAsync.StatusOf();

        Assert.Null(Activity.Current);
        lock (activities)
        {
            Assert.Equal(["OK", "FAILED_PRECONDITION"], activities.Select(a => a.GetTagItem("rpc.response.status_code")));
            Assert.Equal(ActivityStatusCode.Error, activities[1].Status);
            Assert.All(activities, activity =>
            {
                Assert.Equal((ActivityKind.Client, "test.Telemetry/Unary"), (activity.Kind, activity.DisplayName));
                Assert.Equal(("grpc", "test.Telemetry/Unary"), (activity.GetTagItem("rpc.system.name"), activity.GetTagItem("rpc.method")));
                Assert.Equal(("127.0.0.1", server.Port), (activity.GetTagItem("server.address"), activity.GetTagItem("server.port")));
            });
            Assert.Contains(activities[1].TraceId.ToString(), traceparent);
        }

        lock (measurements)
        {
            Assert.Equal(["OK", "FAILED_PRECONDITION"], measurements.Select(tags => tags["rpc.response.status_code"]));
            Assert.Equal("FAILED_PRECONDITION", measurements[1]["error.type"]);
        }
    }

    // Other tests make calls meanwhile: only the method of this one counts.
    private static ActivityListener Listen(List<Activity> activities)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Grpc.Net.Client",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Name.StartsWith("test.Telemetry", StringComparison.Ordinal) ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = activity =>
            {
                lock (activities) activities.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener Measure(List<Dictionary<string, object?>> measurements)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "rpc.client.call.duration") self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
        {
            Dictionary<string, object?> read = new(tags.ToArray());
            if (!read["rpc.method"]!.Equals("test.Telemetry/Unary")) return;
            Assert.InRange(seconds, 0, 20);
            lock (measurements) measurements.Add(read);
        });
        listener.Start();
        return listener;
    }
}
