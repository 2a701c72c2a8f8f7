using System.ComponentModel.DataAnnotations;

namespace Fuse3D.ServiceDefaults.Exchange;

/// <summary>Configuration section "SharedMemory": slots in /dev/shm for tensors between services of one host.</summary>
public sealed record SharedMemoryOptions
{
    public const string Section = "SharedMemory";

    /// <summary>False: tensors always travel inside messages.</summary>
    public bool SharedMemory { get; init; } = true;

    /// <summary>Slots that each side of a session lends to the other.</summary>
    [Range(1, SharedMemoryLimits.Slots)] public int Slots { get; init; } = 24;

    /// <summary>Size of a slot. Memory is taken only as far as it is used.</summary>
    [Range(1, SharedMemoryLimits.SlotMegabytes)] public int SlotMegabytes { get; init; } = 32;

    /// <summary>Seconds after which a slot that the other side never gave back is used again.</summary>
    [Range(1, 3_600)] public double SlotLease { get; init; } = 30;

    /// <summary>Shorter tensors travel inside messages: a message costs no more, and slots are few.</summary>
    [Range(0, int.MaxValue)] public int MinSlotBytes { get; init; } = 16 * 1024;
}

internal static class SharedMemoryLimits
{
    public const int Slots = ServiceDefaults.SharedMemory.SlotLayout.MaxSlots;
    public const int SlotMegabytes = 1_024;
}
