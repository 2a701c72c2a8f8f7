using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Fuse3D.ServiceDefaults.SharedMemory;

/// <summary>Another process's ring, mapped once for reading.</summary>
/// <remarks>Nothing that the other side says is believed: not its name, not its sizes, and not that a slot still holds what it announced.</remarks>
public sealed unsafe class SlotReader : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly SlotLayout _layout;
    private readonly Lock _lock = new();
    private byte* _start;

    private SlotReader(SafeFileHandle file, SlotLayout layout)
    {
        _file = file;
        _layout = layout;
        _start = Posix.MapShared(file, layout.TotalBytes, writable: false);
    }

    /// <param name="name">file name in /dev/shm, as the other side announced it</param>
    /// <exception cref="IOException">it is not a ring that this account made, or too small for its slots</exception>
    public static SlotReader Open(string name, SlotLayout layout)
    {
        if (!SegmentName.IsValid(name))
            throw new IOException($"'{name}' is not the name of a shared-memory segment");
        SafeFileHandle file = Posix.OpenForReading(SegmentName.PathOf(name));
        try
        {
            Posix.FileFacts facts = Posix.Facts(file);
            if (!facts.IsRegular || facts.Owner != HostIdentity.Current.UserId)
                throw new IOException($"{name} is not a regular file of this account");
            if (facts.Size < layout.TotalBytes)
                throw new IOException($"{name} has {facts.Size} bytes, {layout.Slots} slots need {layout.TotalBytes}");
            return new(file, layout);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Copies a slot's payload.</summary>
    /// <param name="lease">the slot as the other side announced it</param>
    /// <param name="destination">as long as the announced payload</param>
    /// <exception cref="StaleSlotException">the slot was used again</exception>
    public void Read(SlotLease lease, Span<byte> destination)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_start is null, this);
            if ((uint)lease.Slot >= (uint)_layout.Slots || destination.Length > _layout.SlotBytes)
                throw new InvalidDataException(
                    $"slot {lease.Slot} with {destination.Length} bytes is outside a ring of {_layout.Slots} slots of {_layout.SlotBytes} bytes");
            if (Posix.Facts(_file).Size < _layout.TotalBytes)
                throw new IOException("the other side has shortened its shared memory");   // reading past the end would kill the process

            Require(lease);
            new ReadOnlySpan<byte>(_start + _layout.PayloadOffset(lease.Slot), destination.Length).CopyTo(destination);
            Thread.MemoryBarrier();
            Require(lease);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_start is null)
                return;
            Posix.Unmap(_start, _layout.TotalBytes);
            _start = null;
            _file.Dispose();
        }
    }

    private void Require(SlotLease lease)
    {
        ulong found = Volatile.Read(ref Unsafe.AsRef<ulong>(_start + _layout.HeaderOffset(lease.Slot)));
        if (found != lease.Generation || lease.Generation == 0)
            throw new StaleSlotException(lease, found);
    }
}
