namespace Fuse3D.Vision.Checkpoints.Pickles;

/// <summary>The values that a pickle has made and not yet used, and the marks between them.</summary>
internal sealed class PickleStack(PickleLimits limits, Func<string, InvalidInputException> fail)
{
    private readonly List<object?> _values = [];
    private readonly Stack<int> _marks = [];

    public int Count => _values.Count;

    public void Push(object? value) => _values.Add(value);

    public object? Pop()
    {
        object? value = Top();
        _values.RemoveAt(_values.Count - 1);
        return value;
    }

    public object? Top() => _values.Count > (_marks.TryPeek(out int mark) ? mark : 0) ? _values[^1] : throw fail("uses a value that is not there");

    public T Pop<T>(string use) where T : notnull => As<T>(Pop(), use);

    public T Top<T>(string use) where T : notnull => As<T>(Top(), use);

    public void Mark()
    {
        if (_marks.Count >= limits.MaxDepth)
            throw fail($"more than {limits.MaxDepth} containers are begun inside each other");
        _marks.Push(_values.Count);
    }

    /// <summary>Takes everything above the last mark, and the mark.</summary>
    public object?[] PopToMark()
    {
        if (!_marks.TryPop(out int mark))
            throw fail("uses a mark that is not there");
        object?[] values = [.. _values[mark..]];
        if (values.Length > limits.MaxItems)
            throw fail($"a container of {values.Length} items; at most {limits.MaxItems} are read");
        _values.RemoveRange(mark, values.Length);
        return values;
    }

    private T As<T>(object? value, string use) where T : notnull =>
        value is T typed ? typed : throw fail($"{use} on {PickleArguments.Describe(value)}");
}
