namespace Fuse3D.ServiceDefaults.SharedMemory;

/// <summary>Where slots and their headers lie in a segment: one page of header, then the payload, again and again.</summary>
/// <remarks>The header is the slot's generation, 8 bytes; it is 0 while the slot is being written. Its own page keeps payloads aligned.</remarks>
public readonly record struct SlotLayout
{
    public const int HeaderBytes = 4096;
    public const int MaxSlots = 256;
    public const long MaxSlotBytes = 1L << 30;

    public SlotLayout(int slots, long slotBytes)
    {
        if (slots is < 1 or > MaxSlots)
            throw new ArgumentOutOfRangeException(nameof(slots), slots, $"a ring has 1 to {MaxSlots} slots");
        if (slotBytes is < 1 or > MaxSlotBytes)
            throw new ArgumentOutOfRangeException(nameof(slotBytes), slotBytes, $"a slot holds 1 to {MaxSlotBytes} bytes");
        Slots = slots;
        SlotBytes = (slotBytes + HeaderBytes - 1) / HeaderBytes * HeaderBytes;
    }

    public int Slots { get; }

    /// <summary>Payload bytes of one slot, whole pages.</summary>
    public long SlotBytes { get; }

    public long Stride => HeaderBytes + SlotBytes;

    public long TotalBytes => Stride * Slots;   // at most 256 GiB + headers: no overflow

    public long HeaderOffset(int slot) => Stride * slot;

    public long PayloadOffset(int slot) => HeaderOffset(slot) + HeaderBytes;
}
