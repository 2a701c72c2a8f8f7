using System.Globalization;
using System.Runtime.InteropServices;
using Fuse3D.Vision.Checkpoints.KeyMaps;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Checkpoints;

/// <summary>Writes models with float16 weights: half the bytes, 11 bits of precision. Networks still calculate in float32.</summary>
public static class HalfWeights
{
    private const string Name = "model.safetensors";

    /// <summary>Writes a model folder with the weights of another; labels and description stay.</summary>
    /// <param name="target">made if it is not there; files of the same names are replaced</param>
    /// <returns>bytes of the written weights</returns>
    /// <exception cref="InvalidInputException">a weight is too large for the type</exception>
    public static long Write(ModelFolder source, string target)
    {
        using WeightFile file = WeightFile.Open(source.WeightsPath);
        ModelFolderWriter.Write(target, source.Description with { Weights = Name }, source.Labels, Halves(file));
        return new FileInfo(Path.Combine(target, Name)).Length;
    }

    /// <inheritdoc cref="Write(ModelFolder, string)"/>
    public static long Write(DenseModelFolder source, string target)
    {
        using WeightFile file = WeightFile.Open(source.WeightsPath);
        DenseModelFolder.Write(target, source.Model.Description with { Weights = Name }, source.Model.Labels, Halves(file));
        return new FileInfo(Path.Combine(target, Name)).Length;
    }

    private static KeyValuePair<string, StoredWeight>[] Halves(WeightFile file) =>
        [.. ModelWeights.InPart(file).Weights.Select(weight => KeyValuePair.Create(weight.Key, Of(weight.Key, weight.Value, file.Path)))];

    private static StoredWeight Of(string name, StoredWeight weight, string source)
    {
        if (weight.Type != ElementType.Float32)
            return weight;
        float[] values = weight.ToWeight().Values;
        Half[] halves = [.. values.Select(value => (Half)value)];
        int wrong = Array.FindIndex(halves, half => !Half.IsFinite(half));
        return wrong < 0
            ? new(ElementType.Float16, weight.Shape, () => MemoryMarshal.AsBytes<Half>(halves).ToArray())
            : throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"{source}: element {wrong} of {name} is {values[wrong]}; float16 holds numbers up to {(float)Half.MaxValue}"), "weights");
    }
}
