using System.Buffers.Binary;
using Grpc.Core;
using Grpc.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>Clients that break connections, flood or dawdle do no harm to others.</summary>
[Trait("Category", "Fault")]
public sealed class AdversarialConnectionTests : IAsyncLifetime
{
    private const string Unary = "/grpc.testing.TestService/UnaryCall";
    private const string Duplex = "/grpc.testing.TestService/FullDuplexCall";
    private const string Output = "/grpc.testing.TestService/StreamingOutputCall";
    private const int Cancel = 8, HalfAMegabyte = 512 * 1024;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly AdversarialService _service = new();
    private ServerHost _server = null!;

    public async Task InitializeAsync() =>
        _server = await ServerHost.StartAsync(app => app.MapGrpcService<AdversarialService>(), services => services.AddSingleton(_service));

    public async Task DisposeAsync()
    {
        ServerRawCall call = await ServerRawCall.SendAsync(_server.Address, Unary, ServerRawCall.Frame([]));
        Assert.Equal((int)StatusCode.OK, call.GrpcStatus);
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Reset_InsideAMessage_CancelsTheHandler()
    {
        using AdversarialHttp2 client = await AdversarialHttp2.ConnectAsync(_server.Port);
        await client.StartCallAsync(1, Duplex);
        await client.SendFrameAsync(AdversarialHttp2.Data, 0, 1, [0, 0, 0, 0, 100, 1, 2, 3]);
        await _service.Started.WaitAsync(s_patience);
        await client.SendFrameAsync(AdversarialHttp2.ResetStream, 0, 1, [0, 0, 0, Cancel]);

        await AssertHandlerCancelled();
    }

    [Fact]
    public async Task Disconnect_InsideAMessage_CancelsTheHandler()
    {
        AdversarialHttp2 client = await AdversarialHttp2.ConnectAsync(_server.Port);
        await client.StartCallAsync(1, Duplex);
        await client.SendFrameAsync(AdversarialHttp2.Data, 0, 1, [0, 0, 0, 0, 100, 1, 2, 3]);
        await _service.Started.WaitAsync(s_patience);
        client.Dispose();

        await AssertHandlerCancelled();
    }

    [Fact]
    public async Task Reader_ThatNeverReads_HoldsItsHandlerOnlyUntilItLeaves()
    {
        AdversarialHttp2 client = await AdversarialHttp2.ConnectAsync(_server.Port);
        await client.StartCallAsync(1, Output);
        var request = new StreamingOutputCallRequest();
        request.ResponseParameters.AddRange(Enumerable.Repeat(new ResponseParameters { Size = HalfAMegabyte }, 100));
        await client.SendFrameAsync(AdversarialHttp2.Data, AdversarialHttp2.EndStream, 1, ServerRawCall.Frame(request));
        await _service.Started.WaitAsync(s_patience);
        client.Dispose();

        await AssertHandlerCancelled();
        Assert.InRange(_service.Written, 0, 5);   // the window is 64 KB and the server's buffer as large: nearly all must wait
    }

    [Fact]
    public async Task Deadline_OfAHandlerThatIgnoresIt_EndsTheCallAndResetsTheStream()
    {
        using AdversarialHttp2 client = await AdversarialHttp2.ConnectAsync(_server.Port);
        await client.StartCallAsync(1, Unary, ("grpc-timeout", "200m"), ("x-ignore-deadline", "1"));
        await client.SendFrameAsync(AdversarialHttp2.Data, AdversarialHttp2.EndStream, 1, ServerRawCall.Frame([]));

        var trailers = await client.ReadUntilAsync(AdversarialHttp2.Headers);
        var reset = await client.ReadUntilAsync(AdversarialHttp2.ResetStream);

        Assert.True((trailers!.Value.Flags & AdversarialHttp2.EndStream) != 0);
        Assert.Equal(Cancel, BinaryPrimitives.ReadInt32BigEndian(reset!.Value.Payload));
        Assert.False(_service.Finished.IsCompleted);
        _service.Release();
    }

    [Fact]
    public async Task Deadline_OfAReaderThatNeverReads_ResetsTheStream()
    {
        using AdversarialHttp2 client = await AdversarialHttp2.ConnectAsync(_server.Port);
        await client.StartCallAsync(1, Output, ("grpc-timeout", "200m"));
        var request = new StreamingOutputCallRequest { ResponseParameters = { new ResponseParameters { Size = HalfAMegabyte } } };
        await client.SendFrameAsync(AdversarialHttp2.Data, AdversarialHttp2.EndStream, 1, ServerRawCall.Frame(request));

        var reset = await client.ReadUntilAsync(AdversarialHttp2.ResetStream);

        Assert.Equal(Cancel, BinaryPrimitives.ReadInt32BigEndian(reset!.Value.Payload));
    }

    [Fact]
    public async Task RapidReset_OfManyStreams_LeavesOthersAlone()
    {
        using AdversarialHttp2 client = await AdversarialHttp2.ConnectAsync(_server.Port);
        byte[] reset = [0, 0, 0, Cancel];
        Exception? refused = await Record.ExceptionAsync(async () =>
        {
            for (int stream = 1; stream < 4000; stream += 2)
            {
                byte[] both =
                [
                    .. AdversarialHttp2.Frame(AdversarialHttp2.Headers, AdversarialHttp2.EndHeaders, stream, AdversarialHttp2.CallHeaders(Duplex)),
                    .. AdversarialHttp2.Frame(AdversarialHttp2.ResetStream, 0, stream, reset),
                ];
                await client.SendAsync(both);
            }
        });

        Assert.True(refused is null or IOException, $"{refused}");   // the server may hang up on this client; others are served, as the end of each test shows
    }

    [Fact]
    public async Task Headers_FarTooLarge_AreRefused()
    {
        using AdversarialHttp2 client = await AdversarialHttp2.ConnectAsync(_server.Port);
        (string, string)[] headers = [.. Enumerable.Range(0, 60).Select(i => ($"x-large-{i}", new string('a', 1000)))];
        byte[] block = AdversarialHttp2.CallHeaders(Unary, headers);
        await client.SendFrameAsync(AdversarialHttp2.Headers, 0, 1, block[..16000]);
        const byte Continuation = 9;
        try
        {
            for (int at = 16000; at < block.Length; at += 16000)
            {
                bool last = at + 16000 >= block.Length;
                await client.SendFrameAsync(Continuation, last ? AdversarialHttp2.EndHeaders : (byte)0, 1, block[at..Math.Min(at + 16000, block.Length)]);
            }
        }
        catch (IOException)
        {
            return;   // the server has seen enough
        }

        Assert.NotNull(await client.ReadUntilAsync(AdversarialHttp2.Headers, AdversarialHttp2.GoAway));   // 431, or the end
    }

    [Fact]
    public async Task Bytes_OfNoFrame_EndTheirConnectionOnly()
    {
        using AdversarialHttp2 client = await AdversarialHttp2.ConnectAsync(_server.Port);
        byte[] noise = new byte[4096];
        new Random(1).NextBytes(noise);
        await client.SendAsync(noise);

        await client.ReadUntilAsync(AdversarialHttp2.GoAway);   // or it hangs up: both are an answer, silence is not
    }

    [Fact]
    public async Task Message_ByteByByte_IsServed()
    {
        using AdversarialHttp2 client = await AdversarialHttp2.ConnectAsync(_server.Port);
        await client.StartCallAsync(1, Unary);
        byte[] frame = ServerRawCall.Frame(new SimpleRequest { ResponseSize = 1 });
        for (int i = 0; i < frame.Length; i++)
            await client.SendFrameAsync(AdversarialHttp2.Data, i == frame.Length - 1 ? AdversarialHttp2.EndStream : (byte)0, 1, frame[i..(i + 1)]);

        var data = await client.ReadUntilAsync(AdversarialHttp2.Data);

        Assert.Equal(0, data!.Value.Payload[0]);
        Assert.NotNull(await client.ReadUntilAsync(AdversarialHttp2.Headers));
    }

    private async Task AssertHandlerCancelled()
    {
        Exception? end = await _service.Finished.WaitAsync(s_patience);
        Assert.IsType<OperationCanceledException>(end, exactMatch: false);
        Assert.True(_service.Token.IsCancellationRequested);
    }
}
