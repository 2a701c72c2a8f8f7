using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>What a <see cref="TsVal"/> holds; the numbers are the shim's.</summary>
internal enum Tag
{
    None, Tensor, Int, Double, Bool, Ints, Doubles, Tensors, String, Device, Bools, Default, Generator, OptionalTensors,
}

/// <summary>
/// One argument or result of an operator as the shim sees it: a list keeps its element count, a device its index in Length.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct TsVal
{
    [FieldOffset(0)] public Tag Tag;
    [FieldOffset(4)] public int Length;
    [FieldOffset(8)] public long Int;
    [FieldOffset(8)] public double Double;
    [FieldOffset(8)] public nint Pointer;
}
