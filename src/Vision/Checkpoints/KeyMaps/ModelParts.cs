using Fuse3D.Vision.Fusion;

namespace Fuse3D.Vision.Checkpoints.KeyMaps;

/// <summary>A fused model as three folders, one for each service, and back. Tensors keep their bytes.</summary>
/// <remarks>Every folder has the whole description: each service takes from it what is its own.</remarks>
public static class ModelParts
{
    private static readonly CheckpointPart[] All = [CheckpointPart.Points, CheckpointPart.Image, CheckpointPart.Fusion];

    /// <param name="target">gets the folders points, image and fusion</param>
    /// <returns>the folders</returns>
    /// <exception cref="InvalidInputException">the folder is no fused model</exception>
    public static IReadOnlyList<string> Split(ModelFolder folder, string target)
    {
        RequireFused(folder);
        using WeightFile file = WeightFile.Open(folder.WeightsPath);
        ILookup<CheckpointPart, KeyValuePair<string, StoredWeight>> parts =
            ModelWeights.In(file).Weights.ToLookup(weight => CheckpointParts.PartOf(weight.Key).Part);
        return
        [
            .. All.Select(part =>
            {
                string path = Path.Combine(target, part.ToString().ToLowerInvariant());
                ModelFolderWriter.Write(path, Description(folder), folder.Labels, parts[part]);
                return path;
            }),
        ];
    }

    /// <summary>Puts parts together that fit one network.</summary>
    /// <param name="parts">folders of one fused model; each tensor lies in one of them</param>
    /// <exception cref="InvalidInputException">a tensor is there twice, is missing or does not fit</exception>
    public static void Join(IReadOnlyList<ModelFolder> parts, string target)
    {
        List<WeightFile> files = [];
        try
        {
            OrderedDictionary<string, StoredWeight> weights = new(StringComparer.Ordinal);
            foreach (ModelFolder part in parts)
            {
                RequireFused(part);
                files.Add(WeightFile.Open(part.WeightsPath));
                foreach (var (name, weight) in ModelWeights.InPart(files[^1]).Weights)
                {
                    if (!weights.TryAdd(name, weight))
                        throw new InvalidInputException($"{part.WeightsPath}: '{name}' is in another part too", name);
                }
            }

            Write(parts[0], weights, target);
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    private static void Write(ModelFolder like, OrderedDictionary<string, StoredWeight> weights, string target)
    {
        OrderedDictionary<string, long[]> wanted = NetworkShapes.Of(like.Described());
        string[] missing = [.. wanted.Keys.Where(name => !weights.ContainsKey(name) && !KeyNames.IsStepCounter(name))];
        string[] unexpected = [.. weights.Keys.Where(name => !wanted.ContainsKey(name))];
        string[] misshapen = [.. wanted.Where(entry => weights.TryGetValue(entry.Key, out StoredWeight? weight) && !weight.HasShape(entry.Value)).Select(entry => entry.Key)];
        new LoadReport("the parts together", weights.Count, missing, unexpected, misshapen).ThrowUnlessComplete();
        var ordered = wanted.Keys.Where(weights.ContainsKey).Select(name => KeyValuePair.Create(name, weights[name]));
        ModelFolderWriter.Write(target, Description(like), like.Labels, ordered);
    }

    private static ModelDescription Description(ModelFolder folder) => folder.Description with { Weights = new ModelDescription().Weights };

    private static void RequireFused(ModelFolder folder)
    {
        if (folder.Description.Family != ModelFolderBranches.TokenFusion)
            throw new InvalidInputException($"{folder.Path}: family is '{folder.Description.Family}'; only {ModelFolderBranches.TokenFusion} has parts", "family");
    }
}
