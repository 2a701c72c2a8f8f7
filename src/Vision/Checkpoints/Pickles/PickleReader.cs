using System.Globalization;
using System.Numerics;
using static Fuse3D.Vision.Checkpoints.Pickles.PickleOpcode;

namespace Fuse3D.Vision.Checkpoints.Pickles;

/// <summary>
/// Reads Python's pickles, protocols 0 to 5, into plain values. Nothing of Python is run: a pickle may name only the globals of a table,
/// each of which stands for a value made here; anything else ends the reading.
/// </summary>
/// <remarks>
/// Values are null, bool, long, BigInteger, double, string, byte[], <see cref="PickleList"/>, <see cref="PickleTuple"/>,
/// <see cref="PickleDictionary"/>, <see cref="PickleObject"/>, <see cref="PickleArray"/>, <see cref="PickleName"/>, and what the table's
/// functions make. Format: https://docs.python.org/3/library/pickletools.html.
/// </remarks>
internal sealed class PickleReader
{
    private const int NewestProtocol = 5, MaxDigits = 1000;
    private readonly PickleSource _source;
    private readonly PickleGlobals _globals;
    private readonly PickleLimits _limits;
    private readonly Func<object?, object?>? _persistent;
    private readonly PickleStack _stack;
    private readonly Dictionary<uint, object?> _memo = [];
    private readonly long _start;
    private long _at;

    private PickleReader(PickleSource source, PickleGlobals globals, PickleLimits limits, Func<object?, object?>? persistent)
    {
        (_source, _globals, _limits, _persistent) = (source, globals, limits, persistent);
        _stack = new(limits, Fail);
        _start = source.Position;
    }

    /// <summary>Reads one pickle; the source stands behind it afterwards.</summary>
    /// <param name="persistent">gives the object that a persistent id stands for; null: such ids are refused</param>
    /// <exception cref="InvalidInputException">names the file, the offset and the reason</exception>
    public static object? Read(
        PickleSource source, PickleGlobals globals, PickleLimits limits, Func<object?, object?>? persistent = null)
    {
        PickleReader reader = new(source, globals, limits, persistent);
        object? value = reader.Run();
        new PickleGraph(limits, source.Fail).Check(value);
        return value;
    }

    /// <summary>A long where it fits.</summary>
    internal static object Plain(BigInteger number) => number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;

    private object? Run()
    {
        for (int operations = 0; ; operations++)
        {
            _at = _source.Position;
            if (operations == _limits.MaxOperations || _at - _start > _limits.MaxBytes)
                throw Fail($"more than {_limits.MaxOperations} operations or {_limits.MaxBytes} bytes");
            var code = (PickleOpcode)_source.Byte();
            if (code == Stop)
                return _stack.Pop();
            if (!(TryNumber(code) || TryBlock(code) || TryContainer(code) || TryMemo(code) || TryObject(code) || TryOrder(code)))
                throw Fail(Enum.IsDefined(code) ? $"operation {code} is not allowed" : $"0x{(byte)code:X2} is no operation of a pickle");
        }
    }

    // The offset is that of the operation at fault.
    private InvalidInputException Fail(string reason) => _source.FailAt(_at, reason);

    private bool TryNumber(PickleOpcode code)
    {
        switch (code)
        {
            case None: _stack.Push(null); return true;
            case NewTrue: _stack.Push(true); return true;
            case NewFalse: _stack.Push(false); return true;
            case BinInt: _stack.Push((long)_source.Int32()); return true;
            case BinInt1: _stack.Push((long)_source.Byte()); return true;
            case BinInt2: _stack.Push((long)_source.UInt16()); return true;
            case Int: _stack.Push(_source.Line() is var line && line is "00" or "01" ? line == "01" : Digits(line)); return true;
            case Long: _stack.Push(Digits(_source.Line().TrimEnd('L'))); return true;
            case Long1: _stack.Push(Plain(new BigInteger(_source.Bytes(_source.Byte(), MaxDigits)))); return true;
            case Long4: _stack.Push(Plain(new BigInteger(_source.Bytes(_source.Int32(), MaxDigits)))); return true;
            case BinFloat: _stack.Push(_source.DoubleBigEndian()); return true;
            case PickleOpcode.Float: _stack.Push(FloatText(_source.Line())); return true;
            default: return false;
        }
    }

    private object Digits(string text) =>
        text.Length <= MaxDigits && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger number)
            ? Plain(number) : throw Fail("a whole number of something else than digits");

    private double FloatText(string text) => text switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw Fail("a number that is none"),
    };

    private bool TryBlock(PickleOpcode code)
    {
        int most = _limits.MaxBlockBytes;
        switch (code)
        {
            case ShortBinUnicode: _stack.Push(_source.Utf8(_source.Byte(), most)); return true;
            case BinUnicode: _stack.Push(_source.Utf8((uint)_source.Int32(), most)); return true;
            case BinUnicode8: _stack.Push(_source.Utf8(_source.Int64(), most)); return true;
            case PickleOpcode.Unicode: _stack.Push(PickleText.Unicode(_source.Line())); return true;
            case PickleOpcode.String: _stack.Push(PickleText.Quoted(_source.Line()) ?? throw Fail("a text without quotes")); return true;
            case ShortBinString: _stack.Push(PickleText.Latin1(_source.Bytes(_source.Byte(), most))); return true;
            case BinString: _stack.Push(PickleText.Latin1(_source.Bytes(_source.Int32(), most))); return true;
            case ShortBinBytes: _stack.Push(_source.Bytes(_source.Byte(), most)); return true;
            case BinBytes: _stack.Push(_source.Bytes((uint)_source.Int32(), most)); return true;
            case BinBytes8 or ByteArray8: _stack.Push(_source.Bytes(_source.Int64(), most)); return true;
            default: return false;
        }
    }

    private bool TryContainer(PickleOpcode code)
    {
        switch (code)
        {
            case EmptyList or EmptySet: _stack.Push(new PickleList()); return true;
            case EmptyDict: _stack.Push(new PickleDictionary()); return true;
            case EmptyTuple: _stack.Push(new PickleTuple([])); return true;
            case Tuple1 or Tuple2 or Tuple3: PushTuple(code - Tuple1 + 1); return true;
            case PickleOpcode.Tuple: _stack.Push(new PickleTuple(_stack.PopToMark())); return true;
            case PickleOpcode.List or FrozenSet: PushList(_stack.PopToMark()); return true;
            case Dict: PushDictionary(_stack.PopToMark()); return true;
            case Append: Extend([_stack.Pop()]); return true;
            case Appends or AddItems: Extend(_stack.PopToMark()); return true;
            case SetItem: SetOne(_stack.Pop()); return true;
            case SetItems: SetAll(_stack.PopToMark()); return true;
            default: return false;
        }
    }

    private void PushTuple(int count)
    {
        var items = new object?[count];
        for (int i = count - 1; i >= 0; i--)
            items[i] = _stack.Pop();
        _stack.Push(new PickleTuple(items));
    }

    private void PushList(object?[] items)
    {
        _stack.Push(new PickleList());
        Extend(items);
    }

    private void PushDictionary(object?[] items)
    {
        _stack.Push(new PickleDictionary());
        SetAll(items);
    }

    private void Extend(object?[] items)
    {
        var list = _stack.Top<PickleList>("an append");
        if (list.Count + items.Length > _limits.MaxItems)
            throw Fail($"a list of more than {_limits.MaxItems} items");
        list.AddRange(items);
    }

    private void SetOne(object? value)
    {
        object? key = _stack.Pop();
        SetAll([key, value]);
    }

    private void SetAll(object?[] items)
    {
        var dictionary = _stack.Top<PickleDictionary>("a key and a value");
        if (items.Length % 2 != 0 || dictionary.Count + items.Length / 2 > _limits.MaxItems)
            throw Fail($"a dictionary of {dictionary.Count} items gets {items.Length} keys and values; at most {_limits.MaxItems} items are read");
        for (int i = 0; i < items.Length; i += 2)
        {
            if (!PickleDictionary.IsKey(items[i]))
                throw Fail($"{PickleArguments.Describe(items[i])} as a dictionary's key; text, numbers and bytes are read");
            dictionary.Set(items[i], items[i + 1]);
        }
    }

    private bool TryMemo(PickleOpcode code)
    {
        switch (code)
        {
            case Put: Remember(LineIndex()); return true;
            case BinPut: Remember(_source.Byte()); return true;
            case LongBinPut: Remember((uint)_source.Int32()); return true;
            case Memoize: Remember((uint)_memo.Count); return true;
            case Get: _stack.Push(Recall(LineIndex())); return true;
            case BinGet: _stack.Push(Recall(_source.Byte())); return true;
            case LongBinGet: _stack.Push(Recall((uint)_source.Int32())); return true;
            default: return false;
        }
    }

    private uint LineIndex() => uint.TryParse(_source.Line(), NumberStyles.None, CultureInfo.InvariantCulture, out uint index)
        ? index : throw Fail("a memo index that is no number");

    private void Remember(uint index)
    {
        _memo[index] = _stack.Top();
        if (_memo.Count > _limits.MaxMemo)
            throw Fail($"more than {_limits.MaxMemo} values are remembered");
    }

    private object? Recall(uint index) => _memo.TryGetValue(index, out object? value) ? value : throw Fail($"memo entry {index} was never set");

    private bool TryObject(PickleOpcode code)
    {
        switch (code)
        {
            case Global: PushGlobal(_source.Line(), _source.Line()); return true;
            case StackGlobal: PushGlobal(name: _stack.Pop<string>("STACK_GLOBAL"), module: _stack.Pop<string>("STACK_GLOBAL")); return true;
            case Reduce or NewObj: Call(_stack.Pop<PickleTuple>("a call"), _stack.Pop<PickleName>("a call")); return true;
            case Build: SetState(_stack.Pop()); return true;
            case BinPersId when _persistent is not null: _stack.Push(_persistent(_stack.Pop())); return true;
            default: return false;
        }
    }

    private void PushGlobal(string module, string name)
    {
        PickleName full = new($"{module}.{name}");
        _stack.Push(_globals.Allows(full.Name) ? full : throw Fail($"names {full.Name}, which is code and not data; nothing of it was run (of a whole module, save the state_dict())"));
    }

    private void Call(PickleTuple arguments, PickleName name)
    {
        PickleFunction function = _globals.FunctionOf(name) ?? throw Fail($"calls {name.Name}, which is only a name here");
        _stack.Push(function(new(name.Name, arguments, _limits, Fail)));
    }

    private void SetState(object? state)
    {
        switch (_stack.Top())
        {
            case IPickleStateful stateful:
                stateful.SetState(new("BUILD", [state], _limits, Fail));
                break;
            case PickleObject made:
                SetAttributes(made, state as PickleDictionary ?? throw Fail($"the state of {made.ClassName} is {PickleArguments.Describe(state)}"));
                break;
            case PickleDictionary:   // attributes of an OrderedDict, such as a state dict's _metadata
                break;
            default:
                throw Fail($"sets the state of {PickleArguments.Describe(_stack.Top())}");
        }
    }

    private static void SetAttributes(PickleObject made, PickleDictionary state)
    {
        foreach (var (key, value) in state)
            made.Attributes.Set(key, value);
    }

    // What directs the reading and makes no value.
    private bool TryOrder(PickleOpcode code)
    {
        switch (code)
        {
            case Mark: _stack.Mark(); return true;
            case Pop: _stack.Pop(); return true;
            case PopMark: _stack.PopToMark(); return true;
            case Dup: _stack.Push(_stack.Top()); return true;
            case Proto: CheckProtocol(_source.Byte()); return true;
            case Frame: CheckFrame(_source.Int64()); return true;
            default: return false;
        }
    }

    private void CheckProtocol(byte protocol)
    {
        if (protocol > NewestProtocol)
            throw Fail($"protocol {protocol}; 0 to {NewestProtocol} are read");
    }

    private void CheckFrame(long length)
    {
        if (length < 0 || length > _source.Remaining)
            throw Fail($"a frame of {(ulong)length} bytes; {_source.Remaining} are left");
    }
}
