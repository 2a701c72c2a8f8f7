namespace Fuse3D.ServiceDefaults.SharedMemory;

/// <summary>Which host, namespace and account a process runs in: two that differ need not try to share memory.</summary>
public sealed record HostIdentity(string BootId, string PidNamespace, uint UserId)
{
    public static HostIdentity Current { get; } = new(
        ReadOrEmpty("/proc/sys/kernel/random/boot_id"),
        File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false)?.Name ?? "",
        Posix.UserId());

    /// <summary>Why the other process cannot share memory with this one; empty when it may.</summary>
    /// <remarks>Containers of one host with a common /dev/shm differ in their pid namespace and may share; the probe decides.</remarks>
    public string WhyNotShared(HostIdentity other)
    {
        if (BootId.Length == 0 || BootId != other.BootId)
            return "the other side runs on another host";
        return UserId != other.UserId ? $"the other side runs as user {other.UserId}, this one as {UserId}" : "";
    }

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }
}
