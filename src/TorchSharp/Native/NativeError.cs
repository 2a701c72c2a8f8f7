using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Turns what the shim reported on this thread into an exception.</summary>
internal static unsafe class NativeError
{
    private const int OutOfMemory = 4;
    private const int OutOfMemoryResult = unchecked((int)0x8007000E);

    /// <summary>The exception for the last failure, with libtorch's message and without its backtrace.</summary>
    internal static Exception Last()
    {
        int kind;
        string message = Marshal.PtrToStringUTF8((nint)Shim.ts_error(&kind)) ?? "";
        if (message.Length == 0)
            message = "libtorch reported a failure without a message";
        return kind == OutOfMemory ? new ExternalException(message, OutOfMemoryResult) : new ExternalException(message);
    }

    /// <summary>Throws unless the entry reported success.</summary>
    internal static void ThrowIfFailed(int status)
    {
        if (status < 0)
            throw Last();
    }

    /// <summary>A tensor that owns the handle; throws when there is none.</summary>
    internal static torch.Tensor Own(nint handle) => handle != 0 ? new torch.Tensor(handle) : throw Last();

    /// <summary>The text of a malloc'ed string, which is freed.</summary>
    internal static string TakeText(byte* text)
    {
        if (text is null)
            throw Last();
        string copy = Marshal.PtrToStringUTF8((nint)text) ?? "";
        Shim.ts_free(text);
        return copy;
    }
}
