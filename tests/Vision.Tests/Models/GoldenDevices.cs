using Fuse3D.Vision.Tests.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Models;

/// <summary>Golden cases on each kind of device that may be there.</summary>
public static class GoldenDevices
{
    /// <summary>Each case of a kind with "cpu" and with "cuda".</summary>
    public static TheoryData<string, string> Of(string kind) => On(GoldenCases.Of(kind));

    internal static TheoryData<string, string> On(TheoryData<string> cases)
    {
        var data = new TheoryData<string, string>();
        foreach (object[] row in cases.Cast<object[]>())
        {
            data.Add((string)row[0], "cpu");
            data.Add((string)row[0], "cuda");
        }

        return data;
    }

    /// <summary>Every case with "cuda", and the one of the smallest file with "cpu" too.</summary>
    internal static TheoryData<string, string> MostlyOnCuda(TheoryData<string> cases)
    {
        string[] names = [.. cases.Cast<object[]>().Select(row => (string)row[0])];
        var data = new TheoryData<string, string> { { names.MinBy(Bytes)!, "cpu" } };
        foreach (string name in names)
            data.Add(name, "cuda");
        return data;
    }

    /// <summary>The device; the calling test is skipped where there is none. Products are in full single precision on it.</summary>
    internal static Device Open(string name)
    {
        if (name == "cuda")
        {
            Skip.IfNot(cuda.is_available(), "no CUDA device");
            backends.cuda.matmul.allow_tf32 = false;
            backends.cudnn.allow_tf32 = false;
        }

        return torch.device(name);
    }

    private static long Bytes(string name) => new FileInfo(Path.Combine(GoldenCases.Folder, name + ".safetensors")) is { Exists: true } file ? file.Length : 0;
}
