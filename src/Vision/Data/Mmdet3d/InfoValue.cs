using Fuse3D.Vision.Checkpoints.Pickles;

namespace Fuse3D.Vision.Data.Mmdet3d;

/// <summary>A value of an info file, and where it stands there.</summary>
/// <param name="Value">what the pickle holds</param>
/// <param name="Where">file and path of keys, for errors</param>
internal readonly record struct InfoValue(object? Value, string Where)
{
    private const int MostNumbers = 1_000_000;

    public InfoValue this[string key] => Find(key) ?? throw Bad($"no '{key}'");

    /// <summary>The value under a key; null when there is none, or None.</summary>
    public InfoValue? Find(string key) => Value is PickleDictionary dictionary
        ? dictionary.TryGetValue(key, out object? found) && found is not null ? new InfoValue(found, $"{Where}: {key}") : null
        : throw Bad($"{Kind} where a dictionary belongs");

    /// <summary>Entries of a list, tuple or array.</summary>
    public IReadOnlyList<InfoValue> Items()
    {
        string where = Where;
        IEnumerable<object?> items = Value switch
        {
            PickleArray array => array.Items,
            PickleList or PickleTuple => (IEnumerable<object?>)Value,
            _ => throw Bad($"{Kind} where a list belongs"),
        };
        return [.. items.Select((item, i) => new InfoValue(item, $"{where}[{i}]"))];
    }

    /// <summary>Every number, row by row, however deep the lists or arrays are.</summary>
    /// <param name="count">as many must be there</param>
    public double[] Numbers(int count)
    {
        double[] numbers = Numbers();
        return numbers.Length == count ? numbers : throw Bad($"{numbers.Length} numbers where {count} belong");
    }

    /// <inheritdoc cref="Numbers(int)"/>
    public double[] Numbers()
    {
        List<double> numbers = [];
        Collect(Value, numbers);
        return [.. numbers];
    }

    public int Integer() => Value is long number and >= int.MinValue and <= int.MaxValue ? (int)number : throw Bad($"{Kind} where a whole number belongs");

    public string Text() => Value as string ?? throw Bad($"{Kind} where text belongs");

    public InvalidInputException Bad(string fault) => new($"{Where}: {fault}");

    private string Kind => Value is null ? "nothing" : Value.GetType().Name.Replace("Pickle", "", StringComparison.Ordinal);

    private void Collect(object? value, List<double> numbers)
    {
        switch (value)
        {
            case long or double: numbers.Add(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)); break;
            case PickleArray array: numbers.AddRange(array.As<double>()); break;
            case PickleList or PickleTuple:
                foreach (object? item in (IEnumerable<object?>)value)
                    Collect(item, numbers);
                break;
            default: throw Bad("something else where numbers belong");
        }

        if (numbers.Count > MostNumbers)
            throw Bad($"more than {MostNumbers} numbers");
    }
}
