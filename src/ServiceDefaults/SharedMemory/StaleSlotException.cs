using Fuse3D.Vision.Fusion;

namespace Fuse3D.ServiceDefaults.SharedMemory;

/// <summary>A slot was used again before its reader was done: the data is gone, and the sender must send it inline.</summary>
public sealed class StaleSlotException : FrameLostException
{
    /// <param name="message">as the other side of a session reported it</param>
    public StaleSlotException(string message) : base(message)
    {
    }

    internal StaleSlotException(SlotLease lease, ulong found)
        : this($"slot {lease.Slot} holds generation {found}, not {lease.Generation}: it was used again before it was read")
    {
    }
}
