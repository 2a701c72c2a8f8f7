using System.Numerics;

namespace Fuse3D.Vision.Checkpoints.Pickles;

/// <summary>What a pickle hands to an allowed function, or as the state of an allowed object, with its types checked.</summary>
/// <param name="Name">the function, for messages</param>
internal sealed record PickleArguments(string Name, IReadOnlyList<object?> Values, PickleLimits Limits, Func<string, InvalidInputException> Fail)
{
    public int Count => Values.Count;

    public T At<T>(int index) where T : notnull
    {
        if (index >= Values.Count)
            throw Fail($"{Name} has {Values.Count} arguments, {index + 1} are needed");
        return Values[index] is T value ? value : throw Fail($"{Name}: argument {index} is {Describe(Values[index])}, not {Describe(typeof(T))}");
    }

    /// <summary>A tuple or list of whole numbers.</summary>
    public long[] Integers(int index)
    {
        var items = At<IReadOnlyList<object?>>(index);
        var numbers = new long[items.Count];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = items[i] is long number ? number : throw Fail($"{Name}: argument {index} holds {Describe(items[i])}, not a whole number");
        return numbers;
    }

    /// <summary>Bytes; text stands for them in files of Python 2.</summary>
    public byte[] Bytes(int index) => At<object>(index) is string text ? System.Text.Encoding.Latin1.GetBytes(text) : At<byte[]>(index);

    public PickleArguments Of(string name, IReadOnlyList<object?> values) => this with { Name = name, Values = values };

    public static string Describe(object? value) => value is null ? "None" : Describe(value.GetType());

    private static string Describe(Type type) => type == typeof(string) ? "text"
        : type == typeof(long) || type == typeof(BigInteger) ? "a whole number"
        : type == typeof(double) ? "a number"
        : type == typeof(bool) ? "true or false"
        : type == typeof(byte[]) ? "bytes"
        : type == typeof(PickleDictionary) ? "a dictionary"
        : type == typeof(PickleTuple) ? "a tuple"
        : type == typeof(PickleList) || type == typeof(IReadOnlyList<object?>) ? "a list"
        : $"a {type.Name}";
}

/// <summary>An object that gets its state after it was made (BUILD).</summary>
internal interface IPickleStateful
{
    /// <param name="state">one argument: what the pickle gives</param>
    void SetState(PickleArguments state);
}
