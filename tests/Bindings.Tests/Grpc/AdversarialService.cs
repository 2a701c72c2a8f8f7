using Google.Protobuf;
using Grpc.Core;
using Grpc.Testing;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>Handlers that tell a test how they fared.</summary>
internal sealed class AdversarialService : TestService.TestServiceBase
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Exception?> _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Started => _started.Task;

    /// <summary>What ended the handler; null when nothing did.</summary>
    public Task<Exception?> Finished => _finished.Task;

    public CancellationToken Token { get; private set; }

    public int Written { get; private set; }

    /// <summary>Lets the handler go that ignores its deadline.</summary>
    public void Release() => _release.TrySetResult();

    public override Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context) => context.RequestHeaders.Get("x-ignore-deadline") is null
        ? Task.FromResult(new SimpleResponse())
        : Observe(context, async () =>
        {
            await _release.Task;
            return new SimpleResponse();
        });

    public override Task FullDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream,
        IServerStreamWriter<StreamingOutputCallResponse> responseStream,
        ServerCallContext context) => Observe(context, () => requestStream.MoveNext());

    public override Task StreamingOutputCall(
        StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context) => Observe(context, async () =>
        {
            foreach (ResponseParameters response in request.ResponseParameters)
            {
                await responseStream.WriteAsync(new() { Payload = new() { Body = ByteString.CopyFrom(new byte[response.Size]) } });
                Written++;
            }

            return Written;
        });

    private async Task<T> Observe<T>(ServerCallContext context, Func<Task<T>> handle)
    {
        Token = context.CancellationToken;
        _started.TrySetResult();
        try
        {
            T result = await handle();
            _finished.TrySetResult(null);
            return result;
        }
        catch (Exception e)
        {
            _finished.TrySetResult(e);
            throw;
        }
    }
}
