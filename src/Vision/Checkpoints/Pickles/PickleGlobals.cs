using System.Numerics;
using System.Text;

namespace Fuse3D.Vision.Checkpoints.Pickles;

/// <summary>What an allowed function of Python means here.</summary>
/// <returns>a value made of the arguments; nothing is run</returns>
internal delegate object? PickleFunction(PickleArguments arguments);

/// <summary>The classes and functions of Python that a pickle may name, and what each stands for. Every other name is refused.</summary>
internal sealed class PickleGlobals
{
    private readonly Dictionary<string, PickleFunction?> _functions;

    private PickleGlobals(IEnumerable<KeyValuePair<string, PickleFunction?>> functions) => _functions = new(functions, StringComparer.Ordinal);

    /// <summary>Containers of the standard library, and NumPy's arrays and numbers.</summary>
    public static PickleGlobals Data { get; } = new(
    [
        new("collections.OrderedDict", Dictionary),
        new("collections.Counter", Dictionary),
        new("_codecs.encode", Encode),
        new("builtins.bytes", EmptyBytes), new("__builtin__.bytes", EmptyBytes),
        new("builtins.set", Set), new("__builtin__.set", Set),
        new("builtins.frozenset", Set), new("__builtin__.frozenset", Set),
        new("numpy.ndarray", null),
        new("numpy.dtype", NumpyType.Make),
        new("numpy.core.multiarray._reconstruct", PickleArray.Reconstruct), new("numpy._core.multiarray._reconstruct", PickleArray.Reconstruct),
        new("numpy.core.numeric._frombuffer", PickleArray.FromBuffer), new("numpy._core.numeric._frombuffer", PickleArray.FromBuffer),
        new("numpy.core.multiarray.scalar", NumpyType.Scalar), new("numpy._core.multiarray.scalar", NumpyType.Scalar),
    ]);

    /// <summary>These names and others.</summary>
    public PickleGlobals With(IEnumerable<KeyValuePair<string, PickleFunction?>> more) => new([.. _functions, .. more]);

    public bool Allows(string name) => _functions.ContainsKey(name);

    /// <summary>What a name does when it is called; null: it is only named.</summary>
    public PickleFunction? FunctionOf(PickleName name) => _functions[name.Name];

    // OrderedDict(), OrderedDict([[key, value], ...]) as Python 2 wrote it, Counter({...})
    private static PickleDictionary Dictionary(PickleArguments arguments)
    {
        PickleDictionary made = new();
        if (arguments.Count == 0)
            return made;
        IEnumerable<(object? Key, object? Value)> pairs = arguments.At<object>(0) is PickleDictionary given
            ? given.Select(item => (item.Key, item.Value))
            : arguments.At<PickleList>(0).Select(pair => pair is IReadOnlyList<object?> { Count: 2 } two
                ? (two[0], two[1]) : throw arguments.Fail($"{arguments.Name}: an item is not a key and a value"));
        foreach (var (key, value) in pairs)
            made.Set(PickleDictionary.IsKey(key) ? key : throw arguments.Fail($"{arguments.Name}: {PickleArguments.Describe(key)} as a key"), value);
        return made;
    }

    // How bytes are written where a protocol has none for them: text whose code points are the bytes.
    private static byte[] Encode(PickleArguments arguments)
    {
        string text = arguments.At<string>(0), encoding = arguments.At<string>(1);
        if (encoding is not ("latin1" or "latin-1") || text.Any(c => c > 255))
            throw arguments.Fail($"_codecs.encode to '{encoding}': only bytes as latin1 are read");
        return Encoding.Latin1.GetBytes(text);
    }

    private static byte[] EmptyBytes(PickleArguments arguments) => arguments.Count == 0
        ? [] : throw arguments.Fail($"{arguments.Name} with arguments");

    private static PickleList Set(PickleArguments arguments)
    {
        PickleList made = new();
        if (arguments.Count > 0)
            made.AddRange([.. arguments.At<PickleList>(0)]);
        return made;
    }
}
