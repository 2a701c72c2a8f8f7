using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Fuse3D.ServiceDefaults.SharedMemory;

/// <summary>The system calls that .NET does not expose: opening without following links, asking who owns a file, reserving pages.</summary>
internal static partial class Posix
{
    private const int OpenReadOnly = 0, OpenReadWrite = 2, OpenCreate = 0x40, OpenExclusive = 0x80, OpenCloseOnExec = 0x80000;
    private const int ProtectRead = 1, ProtectWrite = 2, MapSharedFlag = 1;
    private const int EmptyPath = 0x1000, BasicStatistics = 0x7FF;
    private const int FileTypeMask = 0xF000, RegularFile = 0x8000;

    // The one flag whose number depends on the processor.
    private static readonly int OpenNoFollow = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    /// <summary>What matters of a file before it is mapped.</summary>
    public readonly record struct FileFacts(bool IsRegular, uint Owner, long Size);

    public static SafeFileHandle CreateExclusive(string path) =>
        Opened(open(path, OpenReadWrite | OpenCreate | OpenExclusive | OpenNoFollow | OpenCloseOnExec, Convert.ToUInt32("600", 8)), path);

    public static SafeFileHandle OpenForReading(string path) => Opened(open(path, OpenReadOnly | OpenNoFollow | OpenCloseOnExec, 0), path);

    public static uint UserId() => geteuid();

    public static FileFacts Facts(SafeFileHandle file)
    {
        Check(statx(file, "", EmptyPath, BasicStatistics, out Statx facts), "statx");
        return new((facts.Mode & FileTypeMask) == RegularFile, facts.Uid, checked((long)facts.Size));
    }

    public static void Resize(SafeFileHandle file, long bytes) => Check(ftruncate(file, bytes), "ftruncate");

    /// <summary>False when the file system has no room: touching the pages would kill the process.</summary>
    public static bool TryReserve(SafeFileHandle file, long offset, long bytes) => posix_fallocate(file, offset, bytes) == 0;

    public static unsafe byte* MapShared(SafeFileHandle file, long bytes, bool writable)
    {
        IntPtr start = mmap(IntPtr.Zero, (nuint)bytes, writable ? ProtectRead | ProtectWrite : ProtectRead, MapSharedFlag, file, 0);
        if (start == -1)
            throw Failure("mmap");
        return (byte*)start;
    }

    public static unsafe void Unmap(byte* start, long bytes) => Check(munmap((IntPtr)start, (nuint)bytes), "munmap");

    private static SafeFileHandle Opened(int descriptor, string path) =>
        descriptor >= 0 ? new(descriptor, ownsHandle: true) : throw Failure($"open {path}");

    private static void Check(int result, string call)
    {
        if (result != 0)
            throw Failure(call);
    }

    private static IOException Failure(string call) => new($"{call}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(SafeFileHandle file, string path, int flags, uint mask, out Statx facts);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ftruncate(SafeFileHandle file, long bytes);

    [LibraryImport("libc")]
    private static partial int posix_fallocate(SafeFileHandle file, long offset, long bytes);

    [LibraryImport("libc", SetLastError = true)]
    private static partial IntPtr mmap(IntPtr address, nuint bytes, int protection, int flags, SafeFileHandle file, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int munmap(IntPtr address, nuint bytes);

    [LibraryImport("libc")]
    private static partial uint geteuid();

    /// <summary>struct statx, the same on every processor; only the fields that are read.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Statx
    {
        [FieldOffset(20)] public uint Uid;
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(40)] public ulong Size;
    }
}
