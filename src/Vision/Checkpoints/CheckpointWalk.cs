using System.Globalization;
using Fuse3D.Vision.Checkpoints.Pickles;
using Fuse3D.Vision.Checkpoints.PyTorch;

namespace Fuse3D.Vision.Checkpoints;

/// <summary>Goes through what a PyTorch checkpoint holds and gives every tensor and every other value a name: the way to it.</summary>
internal sealed class CheckpointWalk
{
    private const int MaxName = 4096;
    private const long AlwaysAllowed = 1 << 24, MostRepeats = 64;
    private readonly OrderedDictionary<string, StoredWeight> _weights = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, object?>> _values = [];
    private readonly string _path;
    private readonly long _mostBytes;
    private long _bytes;

    // Views may repeat what they look at, tensors may share it: together they may be larger than the file, but not without end.
    private CheckpointWalk(string path, long fileBytes) => (_path, _mostBytes) = (path, AlwaysAllowed + MostRepeats * fileBytes);

    public IReadOnlyDictionary<string, StoredWeight> Weights => _weights;

    public IReadOnlyList<KeyValuePair<string, object?>> Values => _values;

    /// <param name="content">no container in it holds itself, as <see cref="PickleReader"/> makes sure</param>
    public static CheckpointWalk Over(object? content, string path, long fileBytes)
    {
        CheckpointWalk walk = new(path, fileBytes);
        walk.Visit("", content);
        return walk;
    }

    private void Visit(string at, object? value)
    {
        switch (value)
        {
            case PyTorchTensor tensor:
                Add(at.Length > 0 ? at : "tensor", tensor.Weight);
                break;
            case PickleDictionary dictionary:
                foreach (var (key, item) in dictionary)
                    Visit(Below(at, '/', TextOf(key)), item);
                break;
            case PickleObject made:
                foreach (var (key, item) in made.Attributes)
                    Visit(Below(at, '.', TextOf(key)), item);
                break;
            case PickleList or PickleTuple:
                int index = 0;
                foreach (object? item in (IReadOnlyList<object?>)value)
                    Visit(Below(at, '/', TextOf((long)index++)), item);
                break;
            default:
                _values.Add(KeyValuePair.Create(at, value));
                break;
        }
    }

    private void Add(string name, StoredWeight weight)
    {
        _bytes += weight.Bytes;
        if (_bytes > _mostBytes)
            throw new InvalidInputException($"{_path}: up to '{name}' its tensors repeat what they share to more than {_mostBytes} bytes", name);
        if (!_weights.TryAdd(name, weight))
            throw new InvalidInputException($"{_path}: two tensors are called '{name}'", name);
    }

    private string Below(string at, char separator, string name)
    {
        if (at.Length + name.Length >= MaxName)
            throw new InvalidInputException($"{_path}: the way to a value has more than {MaxName} characters: {at[..Math.Min(at.Length, 80)]}...");
        return at.Length == 0 ? name : $"{at}{separator}{name}";
    }

    private static string TextOf(object? key) => key switch
    {
        null => "None",
        byte[] bytes => Convert.ToHexStringLower(bytes),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => key.ToString()!,
    };
}
