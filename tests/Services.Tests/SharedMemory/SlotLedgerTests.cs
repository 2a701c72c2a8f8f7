using Fuse3D.ServiceDefaults.SharedMemory;

namespace Fuse3D.Services.Tests.SharedMemory;

public class SlotLedgerTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private readonly ManualClock _clock = new();

    private SlotLedger Ledger(int slots) => new(slots, Lease, _clock);

    [Fact]
    public void TryAcquire_AllSlotsLent_ReturnsFalse()
    {
        SlotLedger ledger = Ledger(2);
        Lend(ledger);
        Lend(ledger);

        Assert.False(ledger.TryAcquire(out _));
    }

    [Fact]
    public void TryRelease_LentSlot_IsAcquiredAgainWithTheNextGeneration()
    {
        SlotLedger ledger = Ledger(1);
        SlotLease first = Lend(ledger);

        Assert.True(ledger.TryRelease(first));
        Assert.True(ledger.TryAcquire(out SlotLease second));
        Assert.Equal(new SlotLease(first.Slot, first.Generation + 1), second);
    }

    [Fact]
    public void TryRelease_TwiceOrUnknown_ReturnsFalse()
    {
        SlotLedger ledger = Ledger(2);
        SlotLease lent = Lend(ledger);

        Assert.True(ledger.TryRelease(lent));
        Assert.False(ledger.TryRelease(lent));
        Assert.False(ledger.TryRelease(new(7, 1)));
        Assert.False(ledger.TryRelease(new(-1, 1)));
        Assert.Equal(2, ledger.FreeSlots);
    }

    [Fact]
    public void TryRelease_WhileStillWriting_ReturnsFalse()
    {
        SlotLedger ledger = Ledger(1);
        Assert.True(ledger.TryAcquire(out SlotLease writing));

        Assert.False(ledger.TryRelease(writing));
        ledger.Lend(writing);
        Assert.True(ledger.TryRelease(writing));
    }

    [Fact]
    public void TryAcquire_LeaseOverdue_TakesTheSlotBackAndTheLateReleaseIsRefused()
    {
        SlotLedger ledger = Ledger(1);
        SlotLease lost = Lend(ledger);
        _clock.Advance(Lease);
        Assert.False(ledger.TryAcquire(out _));   // not yet over

        _clock.Advance(TimeSpan.FromSeconds(1));

        SlotLease next = Lend(ledger);
        Assert.Equal(lost.Generation + 1, next.Generation);
        Assert.False(ledger.TryRelease(lost));
        Assert.True(ledger.TryRelease(next));
    }

    [Fact]
    public void Abandon_WritingSlot_IsFreeAgain()
    {
        SlotLedger ledger = Ledger(1);
        Assert.True(ledger.TryAcquire(out SlotLease writing));

        ledger.Abandon(writing);

        Assert.Equal(1, ledger.FreeSlots);
        Assert.Throws<InvalidOperationException>(() => ledger.Lend(writing));
    }

    [Fact]
    public void Close_WithLentSlots_EndsEveryLease()
    {
        SlotLedger ledger = Ledger(2);
        SlotLease lent = Lend(ledger);

        ledger.Close();

        Assert.False(ledger.TryRelease(lent));
        Assert.False(ledger.TryAcquire(out _));
    }

    [Fact]
    public void AnyOrderOfCalls_NeverLendsOneSlotTwice()
    {
        var random = new Random(5);
        SlotLedger ledger = Ledger(4);
        List<SlotLease> lent = [];
        HashSet<SlotLease> everLent = [];
        for (int step = 0; step < 20_000; step++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(random.Next(200)));
            if (random.Next(2) == 0 && ledger.TryAcquire(out SlotLease lease))
            {
                ledger.Lend(lease);
                Assert.True(everLent.Add(lease));
                lent.RemoveAll(old => old.Slot == lease.Slot);   // overdue, taken back
                lent.Add(lease);
            }
            else if (lent.Count > 0)
            {
                int chosen = random.Next(lent.Count);
                Assert.True(ledger.TryRelease(lent[chosen]));
                lent.RemoveAt(chosen);
            }

            Assert.Equal(4 - lent.Count, ledger.FreeSlots);
        }
    }

    private static SlotLease Lend(SlotLedger ledger)
    {
        Assert.True(ledger.TryAcquire(out SlotLease lease));
        ledger.Lend(lease);
        return lease;
    }

    private sealed class ManualClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
