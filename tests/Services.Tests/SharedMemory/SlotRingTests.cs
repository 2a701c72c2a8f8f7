using System.Diagnostics;
using Fuse3D.ServiceDefaults.SharedMemory;

namespace Fuse3D.Services.Tests.SharedMemory;

public sealed class SlotRingTests : IDisposable
{
    private static readonly SlotLayout Layout = new(slots: 2, slotBytes: 10_000);
    private readonly SlotRing _ring = SlotRing.Create(Layout, TimeSpan.FromMinutes(1));

    public void Dispose() => _ring.Dispose();

    [Theory]
    [InlineData(0), InlineData(1), InlineData(4096), InlineData(10_000)]
    public void Read_WhatWasWritten_IsEqual(int length)
    {
        using SlotReader reader = SlotReader.Open(_ring.Name, Layout);
        byte[] payload = Payload(length, seed: length);

        Assert.True(_ring.TryWrite(payload, out SlotLease lease));

        byte[] read = new byte[length];
        reader.Read(lease, read);
        Assert.Equal(payload, read);
        Assert.True(_ring.TryRelease(lease));
    }

    [Fact]
    public void TryWrite_TooLongOrNoSlotFree_ReturnsFalse()
    {
        Assert.False(_ring.TryWrite(new byte[Layout.SlotBytes + 1], out _));
        Assert.True(_ring.TryWrite([1], out _));
        Assert.True(_ring.TryWrite([2], out _));
        Assert.False(_ring.TryWrite([3], out _));
    }

    [Fact]
    public void Read_SlotUsedAgain_ThrowsStale()
    {
        using SlotReader reader = SlotReader.Open(_ring.Name, Layout);
        Assert.True(_ring.TryWrite([1], out SlotLease first));
        Assert.True(_ring.TryRelease(first));
        Assert.True(_ring.TryWrite([2], out SlotLease second));
        Assert.Equal(first.Slot, second.Slot);

        Assert.Throws<StaleSlotException>(() => reader.Read(first, new byte[1]));
    }

    [Fact]
    public void Read_AfterTheRingClosed_ThrowsStale()
    {
        using SlotReader reader = SlotReader.Open(_ring.Name, Layout);
        Assert.True(_ring.TryWrite([1], out SlotLease lease));

        _ring.Dispose();

        Assert.Throws<StaleSlotException>(() => reader.Read(lease, new byte[1]));
    }

    [Fact]
    public async Task Read_WhileTheSlotIsRewritten_IsWholeOrStale()
    {
        var layout = new SlotLayout(slots: 1, slotBytes: 1 << 20);
        using SlotRing ring = SlotRing.Create(layout, TimeSpan.FromMinutes(1));
        using SlotReader reader = SlotReader.Open(ring.Name, layout);
        SlotLease current = default;
        Lock handOver = new();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        long start = TimeProvider.System.GetTimestamp();
        Task writer = Task.Run(() =>
        {
            for (byte value = 1; !stop.IsCancellationRequested; value++)
            {
                Assert.True(ring.TryWrite(Enumerable.Repeat(value, 1 << 20).ToArray(), out SlotLease lease));
                lock (handOver)
                    current = lease;
                Assert.True(ring.TryRelease(lease));   // a hostile reader: reads what it has returned
                if (value % 32 == 0)
                    Thread.Sleep(20);                  // now and then the slot rests, and a reader gets through
            }
        });

        int whole = 0;
        byte[] read = new byte[1 << 20];
        while (!writer.IsCompleted)
        {
            SlotLease lease;
            lock (handOver)
                lease = current;
            try
            {
                reader.Read(lease, read);
                Assert.Equal(-1, read.AsSpan().IndexOfAnyExcept(read[0]));
                if (++whole >= 20 && TimeProvider.System.GetElapsedTime(start).TotalSeconds > 1)
                    await stop.CancelAsync();
            }
            catch (StaleSlotException)
            {
                // What this test is about: never a torn payload.
            }
        }

        await writer.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(whole >= 20, $"only {whole} whole reads");
    }

    [Fact]
    public void Create_File_IsPrivateAndGoneAfterUnlink()
    {
        string path = SegmentName.PathOf(_ring.Name);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));

        using SlotReader reader = SlotReader.Open(_ring.Name, Layout);
        _ring.Unlink();

        Assert.False(File.Exists(path));
        Assert.True(_ring.TryWrite([7], out SlotLease lease));
        byte[] read = new byte[1];
        reader.Read(lease, read);
        Assert.Equal(7, read[0]);
    }

    [Theory]
    [InlineData("../etc/passwd"), InlineData("/etc/passwd"), InlineData("fuse3d-1-2-3-zz"), InlineData(""), InlineData("fuse3d-1-2-3-0123456789abcdef\n")]
    public void Open_NameThatIsNotASegment_IsRefused(string name) =>
        Assert.Contains("not the name", Assert.Throws<IOException>(() => SlotReader.Open(name, Layout)).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_MissingSmallOrLinkedFile_IsRefused()
    {
        string name = SegmentName.New(), path = SegmentName.PathOf(name);
        Assert.Throws<IOException>(() => SlotReader.Open(name, Layout));
        try
        {
            File.CreateSymbolicLink(path, SegmentName.PathOf(_ring.Name));
            Assert.Throws<IOException>(() => SlotReader.Open(name, Layout));

            File.Delete(path);
            File.WriteAllBytes(path, new byte[100]);
            Assert.Contains("100 bytes", Assert.Throws<IOException>(() => SlotReader.Open(name, Layout)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Read_SlotOrLengthOutsideTheRing_IsRefused()
    {
        using SlotReader reader = SlotReader.Open(_ring.Name, Layout);

        Assert.Throws<InvalidDataException>(() => reader.Read(new(2, 1), new byte[1]));
        Assert.Throws<InvalidDataException>(() => reader.Read(new(-1, 1), new byte[1]));
        Assert.Throws<InvalidDataException>(() => reader.Read(new(0, 1), new byte[Layout.SlotBytes + 1]));
        Assert.Throws<StaleSlotException>(() => reader.Read(new(0, 0), new byte[1]));   // never written: generation 0 is no lease
    }

    [Fact]
    public void Read_FileShortenedByItsOwner_IsRefusedInsteadOfKillingTheProcess()
    {
        using SlotReader reader = SlotReader.Open(_ring.Name, Layout);
        Assert.True(_ring.TryWrite([1], out SlotLease lease));
        using (FileStream file = File.Open(SegmentName.PathOf(_ring.Name), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            file.SetLength(1);
            Assert.Contains("shortened", Assert.Throws<IOException>(() => reader.Read(lease, new byte[1])).Message, StringComparison.Ordinal);
            file.SetLength(Layout.TotalBytes);
        }
    }

    [Fact]
    public void SweepLeftovers_OfADeadProcess_AreRemovedAndOthersStay()
    {
        string ours = SegmentName.New();
        string dead = ours.Replace($"-{Environment.ProcessId}-", $"-{DeadProcessId()}-", StringComparison.Ordinal);
        string elsewhere = ours.Replace("fuse3d-", "fuse3d-1", StringComparison.Ordinal);   // another namespace: nobody here can tell
        try
        {
            foreach (string name in (string[])[ours, dead, elsewhere])
                File.WriteAllText(SegmentName.PathOf(name), "");

            SegmentName.SweepLeftovers();

            Assert.True(File.Exists(SegmentName.PathOf(ours)));
            Assert.False(File.Exists(SegmentName.PathOf(dead)));
            Assert.True(File.Exists(SegmentName.PathOf(elsewhere)));
        }
        finally
        {
            foreach (string name in (string[])[ours, dead, elsewhere])
                File.Delete(SegmentName.PathOf(name));
        }
    }

    [Fact]
    public void Layout_SizesOutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SlotLayout(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SlotLayout(SlotLayout.MaxSlots + 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SlotLayout(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SlotLayout(1, long.MaxValue));
        Assert.Equal(4096, new SlotLayout(1, 1).SlotBytes);
    }

    private static int DeadProcessId()
    {
        using Process process = Process.Start("/bin/true");
        Assert.True(process.WaitForExit(10_000));
        return process.Id;
    }

    private static byte[] Payload(int length, int seed)
    {
        byte[] payload = new byte[length];
        new Random(seed).NextBytes(payload);
        return payload;
    }
}
