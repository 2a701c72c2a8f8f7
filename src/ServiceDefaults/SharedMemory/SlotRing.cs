using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Fuse3D.ServiceDefaults.SharedMemory;

/// <summary>A ring of slots in /dev/shm that this process owns and alone writes.</summary>
/// <remarks>
/// The file is 0600 and is unlinked as soon as the other side has mapped it (<see cref="Unlink"/>), so that a crash leaves nothing.
/// Pages are reserved before they are touched: a full /dev/shm means "send inline", not a dead process.
/// </remarks>
public sealed unsafe class SlotRing : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly SlotLedger _ledger;
    private readonly long[] _reserved;
    private readonly Lock _lock = new();
    private byte* _start;
    private bool _linked = true;

    private SlotRing(string name, SafeFileHandle file, SlotLayout layout, SlotLedger ledger)
    {
        Name = name;
        Layout = layout;
        _file = file;
        _ledger = ledger;
        _reserved = new long[layout.Slots];
        Posix.Resize(file, layout.TotalBytes);
        _start = Posix.MapShared(file, layout.TotalBytes, writable: true);
    }

    /// <summary>File name in /dev/shm.</summary>
    public string Name { get; }

    public SlotLayout Layout { get; }

    public int FreeSlots => _ledger.FreeSlots;

    /// <param name="lease">after which a slot that was lent and never returned is used again</param>
    public static SlotRing Create(SlotLayout layout, TimeSpan lease, TimeProvider? clock = null)
    {
        string name = SegmentName.New();
        SafeFileHandle file = Posix.CreateExclusive(SegmentName.PathOf(name));
        try
        {
            return new(name, file, layout, new SlotLedger(layout.Slots, lease, clock ?? TimeProvider.System));
        }
        catch
        {
            file.Dispose();
            File.Delete(SegmentName.PathOf(name));
            throw;
        }
    }

    /// <summary>Copies a payload into a free slot and lends it. False when it is too long, no slot is free or /dev/shm is full: send it inline.</summary>
    public bool TryWrite(ReadOnlySpan<byte> payload, out SlotLease lent)
    {
        lock (_lock)
        {
            lent = default;
            if (_start is null || payload.Length > Layout.SlotBytes || !_ledger.TryAcquire(out SlotLease lease))
                return false;
            if (!TryReserve(lease.Slot, payload.Length))
            {
                _ledger.Abandon(lease);
                return false;
            }

            Write(lease, payload);
            _ledger.Lend(lease);
            lent = lease;
            return true;
        }
    }

    /// <summary>The other side has read the slot; false when its lease had ended already.</summary>
    public bool TryRelease(SlotLease read) => _ledger.TryRelease(read);

    /// <summary>Removes the name; who has mapped the memory keeps it.</summary>
    public void Unlink()
    {
        lock (_lock)
        {
            if (_linked)
                File.Delete(SegmentName.PathOf(Name));
            _linked = false;
        }
    }

    public void Dispose()
    {
        Unlink();
        lock (_lock)
        {
            if (_start is null)
                return;
            _ledger.Close();
            foreach (int slot in Enumerable.Range(0, Layout.Slots).Where(slot => _reserved[slot] > 0))
                Volatile.Write(ref Generation(slot), 0);   // a reader that still holds a lease sees that it ended
            Posix.Unmap(_start, Layout.TotalBytes);
            _start = null;
            _file.Dispose();
        }
    }

    // Readers check the generation before and after they copy: it is 0 for as long as the payload is in flux.
    private void Write(SlotLease lease, ReadOnlySpan<byte> payload)
    {
        Volatile.Write(ref Generation(lease.Slot), 0);
        Thread.MemoryBarrier();
        payload.CopyTo(new Span<byte>(_start + Layout.PayloadOffset(lease.Slot), payload.Length));
        Volatile.Write(ref Generation(lease.Slot), lease.Generation);
    }

    private bool TryReserve(int slot, int bytes)
    {
        long needed = SlotLayout.HeaderBytes + (long)bytes;
        if (_reserved[slot] >= needed)
            return true;
        if (!Posix.TryReserve(_file, Layout.HeaderOffset(slot), needed))
            return false;
        _reserved[slot] = needed;
        return true;
    }

    private ref ulong Generation(int slot) => ref Unsafe.AsRef<ulong>(_start + Layout.HeaderOffset(slot));
}
