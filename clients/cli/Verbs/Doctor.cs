using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;
using Fuse3D.Vision.Formats;
using Spectre.Console;
using TorchSharp;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d doctor</c>: what this machine has of what the services need.</summary>
internal static class Doctor
{
    private static readonly int[] Ports = [5101, 5102, 5103, 5111, 5112, 5113];

    private enum Outcome
    {
        Good,
        Note,
        Bad,
    }

    private sealed record Finding(string What, Outcome Outcome, string Says);

    public static Command Verb()
    {
        Option<bool> json = new("--json") { Description = "One JSON object on stdout instead of a table" };
        Command verb = new Command("doctor", "Say what is installed, which BLAS and device the networks run on, which transports and ports are free. Exit code 1 when something is missing that the services need.") { json }.WithExamples(
            "fuse3d doctor");
        verb.SetAction(parsed => Run(parsed.GetValue(json)));
        return verb;
    }

    private static int Run(bool json)
    {
        Finding[] findings =
        [
            new("runtime", Outcome.Good, $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}"),
            new("processor", Outcome.Good, $"{Environment.ProcessorCount} cores, {VectorBits()}-bit vectors"),
            .. Try("libtorch", Libtorch),
            .. Try("pictures", Pictures),
            .. Try("shared memory", SharedMemory),
            .. Ports.Select(Port),
        ];
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(findings.Select(f => new { what = f.What, outcome = f.Outcome.ToString().ToLowerInvariant(), says = f.Says })));
        else
            Print(findings);
        return findings.Any(finding => finding.Outcome == Outcome.Bad) ? 1 : 0;
    }

    private static void Print(Finding[] findings)
    {
        foreach (Finding finding in findings)
        {
            string mark = finding.Outcome switch { Outcome.Good => "[green]ok     [/]", Outcome.Note => "[yellow]note   [/]", _ => "[red]missing[/]" };
            AnsiConsole.Markup(mark);
            Console.WriteLine($" {finding.What,-14} {finding.Says}");
        }
    }

    private static IEnumerable<Finding> Try(string what, Func<IEnumerable<Finding>> look)
    {
        try
        {
            return [.. look()];
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or ExternalException or IOException or NotSupportedException)
        {
            return [new(what, Outcome.Bad, (e.InnerException ?? e).Message)];
        }
    }

    private static IEnumerable<Finding> Libtorch()
    {
        using (torch.Tensor probe = torch.ones(8, 8).matmul(torch.ones(8, 8)))
            _ = probe.sum().ToSingle();
#if FUSE3D_BINDINGS
        string[] blas = [.. TorchExtensions.Runtime.BlasLibraries.Select(path => $"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileName(path)}")];
        yield return new("libtorch", Outcome.Good, $"{TorchExtensions.Runtime.TorchVersion} through {TorchExtensions.Runtime.LibraryPath}");
        bool fast = TorchExtensions.Runtime.BlasLibraries.Any(path => path.Contains("openblas", StringComparison.OrdinalIgnoreCase) || path.Contains("mkl", StringComparison.OrdinalIgnoreCase));
        string[] groups = [.. TorchExtensions.ProcessGroup.Available.Select(backend => $"{backend}")];
        yield return groups.Length > 0
            ? new("distributed", Outcome.Good, $"process groups over {string.Join(", ", groups)}")
            : new("distributed", Outcome.Note, "one process only; install libgloo-dev and run ./fuse3d setup");
        yield return new("BLAS", fast ? Outcome.Good : Outcome.Note, fast ? $"{string.Join(", ", blas)}{Kernels()}" : $"{string.Join(", ", blas)}: slow; install libopenblas0-openmp");
#else
        yield return new("libtorch", Outcome.Good, "through the TorchSharp package");
#endif
        yield return torch.cuda.is_available()
            ? new("CUDA", Outcome.Good, string.Create(CultureInfo.InvariantCulture, $"{torch.cuda.device_count()} devices"))
            : new("CUDA", Outcome.Note, "none; networks run on the CPU");
    }

#if FUSE3D_BINDINGS
    private static string Kernels() => TorchExtensions.Runtime.BlasKernels is { Length: > 0 } kernels ? $", kernels {kernels}" : "";
#endif

    private static IEnumerable<Finding> Pictures()
    {
        Picture grey = new(2, 1, [10, 20, 30, 40, 50, 60]);
        bool same = PictureFile.Decode(PictureFile.EncodePng(grey), "probe").Rgb.AsSpan().SequenceEqual(grey.Rgb);
        yield return new("pictures", same ? Outcome.Good : Outcome.Bad, same ? "PNG decodes" : "PNG does not survive a round trip");
        bool jpeg = NativeLibrary.TryLoad("libturbojpeg.so.0", out _);
        yield return new("pictures", jpeg ? Outcome.Good : Outcome.Bad, jpeg ? "JPEG through libturbojpeg" : "no libturbojpeg.so.0; install libturbojpeg0");
    }

    private static IEnumerable<Finding> SharedMemory()
    {
        DriveInfo shm = new("/dev/shm");
        string free = $"{shm.AvailableFreeSpace >> 20} MB free in /dev/shm";
        yield return shm.AvailableFreeSpace > 128 << 20
            ? new("transports", Outcome.Good, $"in process, inline, shared memory ({free})")
            : new("transports", Outcome.Note, $"in process, inline; shared memory wants 128 MB ({free})");
    }

    private static Finding Port(int port)
    {
        try
        {
            using TcpListener probe = new(IPAddress.Loopback, port);
            probe.Start();
            return new($"port {port}", Outcome.Good, "free");
        }
        catch (SocketException e)
        {
            return new($"port {port}", Outcome.Note, $"taken ({e.SocketErrorCode}); a service there needs another --grpc-port or --http-port");
        }
    }

    private static int VectorBits() => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 64;
}
