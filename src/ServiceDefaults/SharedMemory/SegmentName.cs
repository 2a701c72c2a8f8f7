using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Fuse3D.ServiceDefaults.SharedMemory;

/// <summary>Names of segments, from which anyone can tell whether the process that made one is still alive.</summary>
/// <remarks>fuse3d-[pid namespace]-[pid]-[start time of the pid in clock ticks]-[16 random hexadecimal digits]</remarks>
internal static partial class SegmentName
{
    public const string Folder = "/dev/shm";

    public static string New() => string.Create(CultureInfo.InvariantCulture,
        $"fuse3d-{NamespaceNumber()}-{Environment.ProcessId}-{StartTime(Environment.ProcessId)}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}");

    /// <summary>A name that this type may have made, without any directory: nothing else is ever opened.</summary>
    public static bool IsValid(string name) => Pattern().IsMatch(name);

    public static string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Unlinks what processes of this namespace left behind when they died.</summary>
    public static int SweepLeftovers()
    {
        int swept = 0;
        foreach (string path in Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder, "fuse3d-*") : [])
        {
            if (Pattern().Match(Path.GetFileName(path)) is not { Success: true } name || !IsOfDeadProcess(name))
                continue;
            try
            {
                File.Delete(path);
                swept++;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another account's file, or another process was faster: not ours to remove.
            }
        }

        return swept;
    }

    private static bool IsOfDeadProcess(Match name) =>
        name.Groups["ns"].Value == NamespaceNumber()
        && int.TryParse(name.Groups["pid"].Value, CultureInfo.InvariantCulture, out int pid)
        && StartTime(pid) != name.Groups["start"].Value;

    private static string NamespaceNumber() => new([.. HostIdentity.Current.PidNamespace.Where(char.IsAsciiDigit)]);

    // Field 22 of /proc/PID/stat; the second field is the program's name in parentheses and may hold anything. Empty: no such process.
    private static string StartTime(int pid)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
        }
        catch (IOException)
        {
            return "";
        }
    }

    [GeneratedRegex(@"^fuse3d-(?<ns>\d{1,20})-(?<pid>\d{1,10})-(?<start>\d{1,20})-[0-9a-f]{16}\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
