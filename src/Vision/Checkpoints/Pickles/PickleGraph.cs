namespace Fuse3D.Vision.Checkpoints.Pickles;

/// <summary>Makes sure that a value can be walked: no container holds itself, none is too deep, and the whole is not too large.</summary>
/// <remarks>A short pickle can name one list twice in the next, and that twice again: a walk would never end, though little is stored.</remarks>
internal sealed class PickleGraph(PickleLimits limits, Func<string, InvalidInputException> fail)
{
    private readonly Dictionary<object, (int Depth, long Values)?> _known = new(ReferenceEqualityComparer.Instance);   // null: being walked

    public void Check(object? root) => Measure(root, level: 0);

    private (int Depth, long Values) Measure(object? value, int level)
    {
        if (ChildrenOf(value) is not { } children)
            return (0, 1);
        if (_known.TryGetValue(value!, out var known))
        {
            var (below, values) = known ?? throw fail("a container holds itself");
            return level + below > limits.MaxDepth ? throw TooDeep() : (below, values);
        }

        if (level >= limits.MaxDepth)
            throw TooDeep();
        _known[value!] = null;
        (int Depth, long Values) whole = (1, 1);
        foreach (object? child in children)
        {
            var (depth, values) = Measure(child, level + 1);
            whole = (Math.Max(whole.Depth, depth + 1), whole.Values + values);
            if (whole.Values > limits.MaxValues)
                throw fail($"holds more than {limits.MaxValues} values, those used twice counted twice");
        }

        _known[value!] = whole;
        return whole;
    }

    private static IEnumerable<object?>? ChildrenOf(object? value) => value switch
    {
        PickleDictionary dictionary => dictionary.Select(item => item.Value),
        PickleObject made => made.Attributes.Select(item => item.Value),
        PickleArray { IsNumbers: false } array => array.Items,
        IReadOnlyList<object?> sequence => sequence,
        _ => null,
    };

    private InvalidInputException TooDeep() => fail($"containers lie more than {limits.MaxDepth} deep");
}
