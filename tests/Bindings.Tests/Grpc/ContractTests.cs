using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>The types of the contract on their own: metadata, statuses, mocks, service definitions.</summary>
public sealed class ContractTests
{
    [Fact]
    public void MetadataEntry_KeysAndValues_AreChecked()
    {
        Assert.Equal("x-key", new Metadata.Entry("X-Key", "v").Key);
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("with space", "v"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("", "v"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("x-bin", "v"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("x", new byte[1]));
        Assert.Throws<ArgumentNullException>(() => new Metadata.Entry("x", (string)null!));
        Assert.Throws<InvalidOperationException>(() => new Metadata.Entry("x-bin", new byte[1]).Value);
        Assert.Equal("v"u8.ToArray(), new Metadata.Entry("x", "v").ValueBytes);
    }

    [Fact]
    public void MetadataEntry_Bytes_AreCopiedInAndOut()
    {
        byte[] bytes = [1, 2];
        var entry = new Metadata.Entry("x-bin", bytes);
        bytes[0] = 9;
        entry.ValueBytes[1] = 9;
        Assert.Equal([1, 2], entry.ValueBytes);
    }

    [Fact]
    public void Metadata_AsAList_KeepsOrderAndFindsTheLast()
    {
        Metadata metadata = new() { { "a", "1" }, { "b", "2" }, { "a", "3" } };
        metadata.Insert(0, new("c", "0"));
        metadata.RemoveAt(2);
        Assert.Equal(["c", "a", "a"], metadata.Select(entry => entry.Key));
        Assert.Equal("3", metadata.GetValue("a"));
        Assert.Equal(["1", "3"], metadata.GetAll("a").Select(entry => entry.Value));
        Assert.Null(metadata.Get("z"));
        Assert.True(Metadata.Empty.IsReadOnly);
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("a", "1"));
    }

    [Fact]
    public void RpcException_Made_CarriesStatusAndTrailers()
    {
        Metadata trailers = [new("a", "1")];
        var e = new RpcException(new(StatusCode.NotFound, "gone", new FormatException()), trailers, "text");
        Assert.Equal((StatusCode.NotFound, "text", trailers), (e.StatusCode, e.Message, e.Trailers));
        Assert.IsType<FormatException>(e.InnerException);
        Assert.Contains("NotFound", new RpcException(new(StatusCode.NotFound, "gone")).Message);
        Assert.Same(Metadata.Empty, new RpcException(Status.DefaultCancelled).Trailers);
    }

    [Fact]
    public void CallOptions_With_ChangesACopy()
    {
        var options = new CallOptions(deadline: DateTime.MaxValue);
        CallOptions changed = options.WithWaitForReady().WithDeadline(DateTime.MinValue).WithHeaders([]);
        Assert.Equal((false, DateTime.MaxValue), (options.IsWaitForReady, options.Deadline));
        Assert.Equal((true, DateTime.MinValue), (changed.IsWaitForReady, changed.Deadline));
        Assert.NotNull(changed.Headers);
    }

    [Fact]
    public async Task Calls_MadeByAMock_BehaveAsTold()
    {
        int disposed = 0;
        var unary = new AsyncUnaryCall<string>(
            Task.FromResult("answer"), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [new("t", "1")], () => disposed++);
        Assert.Equal("answer", await unary);
        Assert.Equal("answer", await unary.ConfigureAwait(true));
        Assert.Equal("1", unary.GetTrailers().GetValue("t"));
        unary.Dispose();

        var duplex = new AsyncDuplexStreamingCall<string, string>(
            null!, null!, s => Task.FromResult((Metadata)s), _ => Status.DefaultCancelled, s => (Metadata)s, _ => disposed++, Metadata.Empty);
        Assert.Same(Metadata.Empty, await duplex.ResponseHeadersAsync);
        Assert.Same(Metadata.Empty, duplex.GetTrailers());
        Assert.Equal(StatusCode.Cancelled, duplex.GetStatus().StatusCode);
        duplex.Dispose();
        Assert.Equal(2, disposed);
    }

    [Fact]
    public async Task StreamReader_AsAsyncEnumerable_GivesEveryMessage()
    {
        List<string> all = [];
        await foreach (string item in new ListReader(["a", "b"]).ReadAllAsync()) all.Add(item);
        Assert.Equal(["a", "b"], all);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (string _ in new ListReader(["a"]).ReadAllAsync(new CancellationToken(true))) Assert.Fail("was cancelled");
        });
    }

    [Fact]
    public async Task StreamWriter_WithoutCancellation_RefusesACancellableToken()
    {
        IAsyncStreamWriter<string> writer = new NoWriter();
        await writer.WriteAsync("x", CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAsync<NotSupportedException>(() => writer.WriteAsync("x", cancel.Token));
    }

    [Fact]
    public void ServiceDefinition_Built_BindsEachMethodOnce()
    {
        ServerServiceDefinition.Builder builder = ServerServiceDefinition.CreateBuilder()
            .AddMethod(Echo.Unary, (request, _) => Task.FromResult(request))
            .AddMethod(Echo.Duplex, new DuplexStreamingServerMethod<string, string>((_, _, _) => Task.CompletedTask));
        var names = new Names();
        builder.Build().BindService(names);
        Assert.Equal(["Unary", "DuplexStreaming"], names.Seen);
        Assert.Throws<ArgumentException>(() => builder.AddMethod(Echo.Unary, (request, _) => Task.FromResult(request)));
    }

    [Fact]
    public void Client_WithoutAChannel_FailsByName()
    {
        var failed = Assert.Throws<NotImplementedException>(() => new MockedClient().Get());
        Assert.Contains("/test.Echo/Unary", failed.Message);
    }

    [Fact]
    public void Client_WithHost_PutsItIntoItsCalls()
    {
        var invoker = new HostRecorder();
        new MockedClient(invoker).WithHost("there").Get();
        Assert.Equal("there", invoker.Host);
    }

    [Fact]
    public void Credentials_Composed_AreCheckedWhenMade()
    {
        var token = CallCredentials.FromInterceptor((_, _) => Task.CompletedTask);
        Assert.Throws<ArgumentException>(() => CallCredentials.Compose(token));
        Assert.Throws<ArgumentException>(() => ChannelCredentials.Create(ChannelCredentials.Insecure, token));
        Assert.NotNull(ChannelCredentials.Create(ChannelCredentials.SecureSsl, token));
    }

    [Fact]
    public void Marshaller_OfContexts_WorksOnArraysToo()
    {
        var marshaller = Marshallers.Create<byte[]>(
            (bytes, context) =>
            {
                context.SetPayloadLength(bytes.Length);
                context.GetBufferWriter().GetSpan(bytes.Length)[0] = 7;
                context.GetBufferWriter().Advance(bytes.Length);
                context.Complete();
            },
            context => context.PayloadAsNewBuffer());
        Assert.Equal([7], marshaller.Serializer([0]));
        Assert.Equal([3], marshaller.Deserializer([3]));
        Assert.Equal("é", Marshallers.StringMarshaller.Deserializer(Marshallers.StringMarshaller.Serializer("é")));
    }

    private sealed class ListReader(string[] items) : IAsyncStreamReader<string>
    {
        private int _next;

        public string Current => items[_next - 1];

        public Task<bool> MoveNext(CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<bool>(cancellationToken)
            : Task.FromResult(++_next <= items.Length);
    }

    private sealed class NoWriter : IAsyncStreamWriter<string>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(string message) => Task.CompletedTask;
    }

    private sealed class Names : ServiceBinderBase
    {
        public List<string> Seen { get; } = [];

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
            Seen.Add(method.Name);

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
            Seen.Add(method.Name);
    }

    private sealed class MockedClient : ClientBase<MockedClient>
    {
        public MockedClient()
        {
        }

        public MockedClient(CallInvoker invoker)
            : base(invoker)
        {
        }

        private MockedClient(ClientBaseConfiguration configuration)
            : base(configuration)
        {
        }

        public string Get() => CallInvoker.BlockingUnaryCall(Echo.Unary, null, default, "x");

        protected override MockedClient NewInstance(ClientBaseConfiguration configuration) => new(configuration);
    }

    private sealed class HostRecorder : CallInvoker
    {
        public string? Host { get; private set; }

        public override TResponse BlockingUnaryCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        {
            Host = host;
            return (TResponse)(object)"answer";
        }

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();
    }
}
