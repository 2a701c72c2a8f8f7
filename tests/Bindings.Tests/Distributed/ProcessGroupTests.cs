using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Fuse3D.TorchExtensions;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Distributed;

public sealed class ProcessGroupTests
{
    private const string NoGloo = "the native library was built without gloo (libgloo-dev)";

    [SkippableTheory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public async Task Collectives_OfSeveralProcesses_GiveEachTheSameValues(int worldSize)
    {
        Skip.IfNot(HasGloo, NoGloo);
        int port = RankProcess.FreePort();
        RankProcess[] ranks = [.. Enumerable.Range(0, worldSize).Select(rank => new RankProcess("collect", port, rank, worldSize, 30))];
        try
        {
            foreach (RankProcess rank in ranks)
            {
                await rank.ReadyAsync();
                (int code, string[] lines) = await rank.EndAsync();
                Assert.Equal(Expected(worldSize), lines);
                Assert.Equal(0, code);
            }
        }
        finally
        {
            Array.ForEach(ranks, rank => rank.Dispose());
        }
    }

    /// <summary>What tests/Rank prints: sums of the first powers of 1, 2 and 3, the last rank, every rank's own, a large sum.</summary>
    private static string[] Expected(int worldSize)
    {
        int[] ranks = [.. Enumerable.Range(0, worldSize)];
        string sums = string.Join(' ', new[] { 1, 2, 3 }.Select(x => ranks.Sum(rank => Math.Pow(x, rank + 1))));
        return
        [
            $"sum Float32: {sums}", $"sum Float64: {sums}", $"sum Int64: {sums}",
            $"broadcast: {worldSize - 1} {worldSize - 1}",
            .. ranks.Select(rank => string.Create(CultureInfo.InvariantCulture, $"gathered: {10 * rank} {worldSize}")),
            "completed True",
            $"large: {ranks.Sum(rank => rank + 1)} {ranks.Sum(rank => rank + 1)} {worldSize}",
            "done",
        ];
    }

    [SkippableFact]
    public async Task AllReduce_WhenAPeerIsKilled_FailsAtOnce()
    {
        Skip.IfNot(HasGloo, NoGloo);
        int port = RankProcess.FreePort();
        using RankProcess first = new("lead", port, rank: 0, worldSize: 3, timeoutSeconds: 30);
        using RankProcess second = new("lead", port, rank: 1, worldSize: 3, timeoutSeconds: 30);
        using RankProcess third = new("wait", port, rank: 2, worldSize: 3, timeoutSeconds: 30);
        await third.ReadyAsync();
        third.Kill();
        foreach (RankProcess rank in (RankProcess[])[first, second])
        {
            await rank.ReadyAsync();
            (int code, string[] lines) = await rank.EndAsync();
            Assert.Equal(3, code);
            Assert.Contains("failed ExternalException", Assert.Single(lines), StringComparison.Ordinal);
            Assert.InRange(Seconds(lines[0]), 0, 20);
        }
    }

    [SkippableFact]
    public async Task AllReduce_WhenAPeerDoesNotTakePart_TimesOut()
    {
        Skip.IfNot(HasGloo, NoGloo);
        int port = RankProcess.FreePort();
        using RankProcess first = new("lead", port, rank: 0, worldSize: 2, timeoutSeconds: 5);
        using RankProcess second = new("wait", port, rank: 1, worldSize: 2, timeoutSeconds: 5);
        await first.ReadyAsync();
        (int code, string[] lines) = await first.EndAsync();
        Assert.Equal(3, code);
        Assert.Contains("failed TimeoutException", Assert.Single(lines), StringComparison.Ordinal);
        Assert.InRange(Seconds(lines[0]), 4, 20);
    }

    private static double Seconds(string failure) =>
        double.Parse(failure.Split(" after ")[1].Split(' ')[0], CultureInfo.InvariantCulture);

    [SkippableTheory]
    [InlineData(0), InlineData(1)]
    public void Create_WhenThePeerDoesNotCome_TimesOut(int rank)
    {
        Skip.IfNot(HasGloo, NoGloo);
        var clock = Stopwatch.StartNew();
        Assert.Throws<TimeoutException>(() => Create(RankProcess.FreePort(), rank, worldSize: 2, seconds: 3));
        Assert.InRange(clock.Elapsed.TotalSeconds, 1.5, 30);
    }

    [SkippableFact]
    public void Create_WhenAStrangerListensThere_Fails()
    {
        Skip.IfNot(HasGloo, NoGloo);
        using TcpListener stranger = new(IPAddress.Loopback, 0);
        stranger.Start();
        int port = ((IPEndPoint)stranger.LocalEndpoint).Port;
        Exception failure = Assert.ThrowsAny<Exception>(() => Create(port, rank: 1, worldSize: 2, seconds: 2));
        Assert.True(failure is TimeoutException or ExternalException, failure.ToString());
    }

    [SkippableFact]
    public void Create_OnAPortInUse_SaysSo()
    {
        Skip.IfNot(HasGloo, NoGloo);
        using TcpListener other = new(IPAddress.IPv6Any, 0);
        other.Server.DualMode = true;
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        var failure = Assert.Throws<ExternalException>(() => Create(port, rank: 0, worldSize: 1, seconds: 5));
        Assert.Contains("already in use", failure.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Create_WithAnUnknownHost_NamesIt()
    {
        Skip.IfNot(HasGloo, NoGloo);
        var failure = Assert.Throws<ArgumentException>(
            () => ProcessGroup.Create(CollectiveBackend.Gloo, "no-such-host.invalid", 29500, 1, 2, TimeSpan.FromSeconds(5)));
        Assert.Contains("no-such-host.invalid", failure.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(0, 0, 1, 5), InlineData(70_000, 0, 1, 5), InlineData(29500, 2, 2, 5), InlineData(29500, -1, 2, 5), InlineData(29500, 0, 0, 5),
     InlineData(29500, 0, 1, 0), InlineData(29500, 0, 1, -1), InlineData(29500, 0, 1, 90_000)]
    public void Create_WithValuesOutOfRange_RefusesThem(int port, int rank, int worldSize, double seconds)
    {
        Skip.IfNot(HasGloo, NoGloo);
        Assert.Throws<ArgumentOutOfRangeException>(() => Create(port, rank, worldSize, seconds));
    }

    [SkippableFact]
    public void Tensor_OfAnotherTypeOrLayout_IsRefused()
    {
        Skip.IfNot(HasGloo, NoGloo);
        using var scope = NewDisposeScope();
        using ProcessGroup group = Alone();
        Assert.Contains("Int32", Assert.Throws<ArgumentException>(() => group.AllReduce(zeros(2, dtype: ScalarType.Int32))).Message,
            StringComparison.Ordinal);
        Assert.Contains("contiguous", Assert.Throws<ArgumentException>(() => group.AllReduce(zeros(2, 3).t())).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => group.Broadcast(zeros(2), root: 1));
    }

    [SkippableFact]
    public void Group_Disposed_RefusesWork()
    {
        Skip.IfNot(HasGloo, NoGloo);
        ProcessGroup group = Alone();
        group.Dispose();
        group.Dispose();
        Assert.Throws<ObjectDisposedException>(group.Barrier);
    }

    internal static bool HasGloo => ProcessGroup.Available.Contains(CollectiveBackend.Gloo);

    internal static ProcessGroup Alone() => Create(RankProcess.FreePort(), rank: 0, worldSize: 1, seconds: 20);

    private static ProcessGroup Create(int port, int rank, int worldSize, double seconds) =>
        ProcessGroup.Create(CollectiveBackend.Gloo, "127.0.0.1", port, rank, worldSize, TimeSpan.FromSeconds(seconds));
}
