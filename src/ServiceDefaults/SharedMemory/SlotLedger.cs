namespace Fuse3D.ServiceDefaults.SharedMemory;

/// <summary>One use of a slot: its number, and the generation that tells this use from all others.</summary>
public readonly record struct SlotLease(int Slot, ulong Generation);

/// <summary>Who may touch which slot of a ring. Pure bookkeeping: no memory, no processes, so that every transition is tested.</summary>
/// <remarks>
/// A slot goes free → writing → lent → free. Its generation rises when it is acquired, so a reader that comes late sees another number.
/// A lease that nobody returns within <paramref name="lease"/> is taken back.
/// </remarks>
public sealed class SlotLedger(int slots, TimeSpan lease, TimeProvider clock)
{
    private enum State
    {
        Free,
        Writing,
        Lent,
    }

    private readonly Lock _lock = new();
    private readonly State[] _states = new State[slots];
    private readonly ulong[] _generations = new ulong[slots];
    private readonly long[] _lentAt = new long[slots];
    private readonly LinkedList<int> _free = new(Enumerable.Range(0, slots));   // the last returned first: its pages are warm
    private bool _closed;

    public int Slots => slots;

    public int FreeSlots
    {
        get
        {
            lock (_lock)
                return _free.Count;
        }
    }

    /// <summary>Takes a free slot for writing. False when all are in use, or the ledger is closed.</summary>
    public bool TryAcquire(out SlotLease acquired)
    {
        lock (_lock)
        {
            acquired = default;
            if (_closed)
                return false;
            if (_free.Count == 0)
                TakeBackOverdue();
            if (_free.First is not { } first)
                return false;

            int slot = first.Value;
            _free.RemoveFirst();
            _states[slot] = State.Writing;
            acquired = new(slot, ++_generations[slot]);
            return true;
        }
    }

    /// <summary>The slot is written; from now on the other side may read it.</summary>
    public void Lend(SlotLease written)
    {
        lock (_lock)
        {
            Require(written, State.Writing);
            _states[written.Slot] = State.Lent;
            _lentAt[written.Slot] = clock.GetTimestamp();
        }
    }

    /// <summary>The slot could not be written.</summary>
    public void Abandon(SlotLease acquired)
    {
        lock (_lock)
        {
            Require(acquired, State.Writing);
            Free(acquired.Slot, warm: true);
        }
    }

    /// <summary>The other side has read the slot. False for a lease that has ended already, or never was: the peer is late or wrong.</summary>
    public bool TryRelease(SlotLease read)
    {
        lock (_lock)
        {
            if (!IsCurrent(read) || _states[read.Slot] != State.Lent)
                return false;
            Free(read.Slot, warm: true);
            return true;
        }
    }

    /// <summary>The stream ended, and with it every lease. Nothing can be acquired any more.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            for (int slot = 0; slot < slots; slot++)
            {
                if (_states[slot] == State.Lent)
                    Free(slot, warm: false);
            }
        }
    }

    private void TakeBackOverdue()
    {
        for (int slot = 0; slot < slots; slot++)
        {
            if (_states[slot] == State.Lent && clock.GetElapsedTime(_lentAt[slot]) > lease)
                Free(slot, warm: false);
        }
    }

    // A slot whose reader may still be at it goes to the far end of the list.
    private void Free(int slot, bool warm)
    {
        _states[slot] = State.Free;
        if (warm)
            _free.AddFirst(slot);
        else
            _free.AddLast(slot);
    }

    private bool IsCurrent(SlotLease given) => (uint)given.Slot < (uint)slots && _generations[given.Slot] == given.Generation;

    private void Require(SlotLease given, State expected)
    {
        if (!IsCurrent(given) || _states[given.Slot] != expected)
            throw new InvalidOperationException($"slot {given.Slot}, generation {given.Generation} is not in state {expected}");
    }
}
