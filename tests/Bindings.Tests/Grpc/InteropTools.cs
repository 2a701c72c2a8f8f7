using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>Where the programs are that the interop tests run; a test whose program is missing is skipped, with what to install.</summary>
internal static class InteropTools
{
    private static readonly ConcurrentDictionary<string, string?> s_found = new();

    /// <summary>A Python that has gRPC: Debian's own, if another one comes first in the path.</summary>
    public static string Python => Require(
        "python", () => new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(python => Works(python, "-c", "import grpc, grpc_tools")),
        "no Python with grpc and grpc_tools: install python3-grpcio and python3-grpc-tools");

    /// <summary>Node with the peers' packages.</summary>
    public static string Node => Require(
        "node", () => Works("node", "-e", $"require.resolve('@grpc/grpc-js', {{ paths: ['{InteropPeer.Scripts}'] }})") ? "node" : null,
        "no Node with @grpc/grpc-js: run npm ci in tests/interop");

    /// <summary>A peer in C++: client or server.</summary>
    public static string Cpp(string name) => Require(
        $"C++ {name}", () => Exists(Path.Combine(InteropPeer.Scripts, "..", "..", "artifacts", "interop", name)),
        "no C++ peers: install libgrpc++-dev and protobuf-compiler-grpc, and run tests/interop/cpp/build.sh");

    /// <summary>The buf command.</summary>
    public static string Buf => Require(
        "buf", () => Exists(Path.Combine(InteropPeer.Scripts, "node_modules", "@bufbuild", "buf-linux-x64", "bin", "buf")),
        "no buf: run npm ci in tests/interop");

    public static string Chromium => Require("chromium", () => Works("chromium", "--version") ? "chromium" : null, "no browser: install chromium");

    /// <summary>The script of the page that calls from a browser.</summary>
    public static string BrowserPage => Require(
        "browser page", () => Exists(Path.Combine(InteropPeer.Scripts, "..", "..", "artifacts", "interop", "browser", "page.js")),
        "no page for the browser: run npm ci in tests/interop, and tests/interop/browser/build.sh");

    /// <summary>The official Ruby interop client or server.</summary>
    public static string RubyScript(string name) => Require(
        name, () => Directory.Exists("/usr/lib") ? FindRubyScript(name) : null, $"no official Ruby interop {name}: install ruby-grpc");

    private static string Require(string name, Func<string?> find, string missing)
    {
        string? found = s_found.GetOrAdd(name, _ => find());
        Skip.If(found is null, missing);
        return found!;
    }

    private static string? FindRubyScript(string name)
    {
        var deep = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        return Directory.EnumerateDirectories("/usr/lib", "rubygems-integration", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .SelectMany(gems => Directory.EnumerateFiles(gems, name, deep))
            .FirstOrDefault(file => file.EndsWith(Path.Combine("ruby", "pb", "test", name), StringComparison.Ordinal));
    }

    private static string? Exists(string file) => File.Exists(file) ? file : null;

    private static bool Works(string program, params string[] arguments)
    {
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true });
            return process!.WaitForExit(TimeSpan.FromSeconds(20)) && process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;   // no such program
        }
    }
}
