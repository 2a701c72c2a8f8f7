namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>gRPC-Web clients in a real browser against our server, by the official interop cases that a browser can run.</summary>
[Trait("Category", "Interop")]
public sealed class BrowserTests(BrowserRun run) : IClassFixture<BrowserRun>
{
    public static IEnumerable<object[]> Cases => BrowserRun.Cases.Select(each => new object[] { each.Client, each.Case });

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public async Task Client_PassesCase(string client, string testCase)
    {
        string failure = await run.FailureOfAsync(client, testCase);

        Assert.True(failure.Length == 0, failure);
    }
}
