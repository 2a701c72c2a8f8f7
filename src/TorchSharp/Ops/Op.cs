using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp.Ops;

/// <summary>One operator of libtorch, called by its schema.</summary>
/// <remarks>
/// How to use: keep one static readonly Op per overload (see <see cref="Aten"/>), for instance <c>new Op("aten::add", "Tensor")</c>,
/// and call it with the arguments in the schema's order: <c>Aten.add__Tensor.Call(left, right, alpha)</c>.
/// Arguments left out at the end, and <see cref="Arg.Default"/>, take the schema's defaults; a null Tensor, array, Scalar, Device or
/// Generator is None. Lists of tensors: <c>Arg.Tensors(list)</c>, <c>Arg.OptionalTensors(array)</c>; an int[2] parameter needs both
/// numbers.
/// Which Call: one tensor <see cref="Call"/>; the same tensor back <see cref="CallInPlace"/>; several <see cref="Call2"/>, <see
/// cref="Call3"/>;
/// a list <see cref="CallList"/>; a number <see cref="CallDouble"/>, <see cref="CallInt"/>, <see cref="CallBool"/>.
/// A libtorch that lacks the operator makes <see cref="Exists"/> false; <see cref="Arity"/> tells versions of a schema apart.
/// </remarks>
internal sealed unsafe class Op(string name, string overload = "")
{
    private const int MostResults = 8;
    private const int ScratchOnStack = 64;
    private nint _entry;

    private nint Entry => _entry != 0 ? _entry : Resolve();

    /// <summary>Whether the loaded libtorch has this operator.</summary>
    internal bool Exists => _entry != 0 || (_entry = Shim.ts_op(name, overload)) != 0;

    /// <summary>How many arguments the loaded libtorch declares.</summary>
    internal int Arity
    {
        get
        {
            int results;
            return Shim.ts_op_arity(Entry, &results);
        }
    }

    internal Tensor Call(params ReadOnlySpan<Arg> arguments)
    {
        TsVal result;
        Run(arguments, &result, 1);
        return Own(result);
    }

    /// <summary>For operators that change and return their first argument; gives that very object back.</summary>
    internal Tensor CallInPlace(params ReadOnlySpan<Arg> arguments)
    {
        Invoke(arguments);
        return (Tensor)arguments[0].Owner!;
    }

    /// <summary>Calls and lets go of whatever comes back.</summary>
    internal void Invoke(params ReadOnlySpan<Arg> arguments)
    {
        TsVal* results = stackalloc TsVal[MostResults];
        int count = Run(arguments, results, MostResults);
        for (int i = 0; i < count; i++)
            if (results[i].Tag == Tag.Tensor)
                Shim.ts_release(results[i].Pointer);
            else if (results[i].Tag == Tag.Tensors)
                ReleaseAll(results[i]);
    }

    internal (Tensor, Tensor) Call2(params ReadOnlySpan<Arg> arguments)
    {
        TsVal* results = stackalloc TsVal[2];
        Run(arguments, results, 2);
        return (Own(results[0]), Own(results[1]));
    }

    internal (Tensor, Tensor, Tensor) Call3(params ReadOnlySpan<Arg> arguments)
    {
        TsVal* results = stackalloc TsVal[3];
        Run(arguments, results, 3);
        return (Own(results[0]), Own(results[1]), Own(results[2]));
    }

    internal Tensor[] CallList(params ReadOnlySpan<Arg> arguments)
    {
        TsVal result;
        Run(arguments, &result, 1);
        var tensors = new Tensor[result.Length];
        for (int i = 0; i < tensors.Length; i++)
            tensors[i] = new Tensor(((nint*)result.Pointer)[i]);
        Shim.ts_free((void*)result.Pointer);
        return tensors;
    }

    internal double CallDouble(params ReadOnlySpan<Arg> arguments)
    {
        TsVal result;
        Run(arguments, &result, 1);
        return result.Tag == Tag.Double ? result.Double : result.Int;
    }

    internal long CallInt(params ReadOnlySpan<Arg> arguments)
    {
        TsVal result;
        Run(arguments, &result, 1);
        return result.Tag == Tag.Double ? (long)result.Double : result.Int;
    }

    internal bool CallBool(params ReadOnlySpan<Arg> arguments) => CallInt(arguments) != 0;

    public override string ToString() => NativeError.TakeText(Shim.ts_op_schema(Entry));

    private nint Resolve() => Exists ? _entry : throw NativeError.Last();

    /// <summary>An undefined result stands for "there is none", for instance a gradient that was not asked for.</summary>
    private static Tensor Own(TsVal value) => value.Tag == Tag.Tensor && value.Pointer != 0 ? new Tensor(value.Pointer) : null!;

    private static void ReleaseAll(TsVal list)
    {
        for (int i = 0; i < list.Length; i++)
            Shim.ts_release(((nint*)list.Pointer)[i]);
        Shim.ts_free((void*)list.Pointer);
    }

    private int Run(ReadOnlySpan<Arg> arguments, TsVal* results, int room)
    {
        int words = 0;
        foreach (ref readonly Arg argument in arguments)
            words += argument.Words;

        Span<long> scratch = words <= ScratchOnStack ? stackalloc long[ScratchOnStack] : new long[words];
        TsVal* values = stackalloc TsVal[arguments.Length];
        int count;
        fixed (long* start = scratch)
        {
            long* free = start;
            for (int i = 0; i < arguments.Length; i++)
            {
                arguments[i].Write(ref values[i], free);
                free += arguments[i].Words;
            }

            count = Shim.ts_call(Entry, values, arguments.Length, results, room);
        }

        foreach (ref readonly Arg argument in arguments)
            GC.KeepAlive(argument.Owner);
        return count >= 0 ? count : throw NativeError.Last();
    }
}
