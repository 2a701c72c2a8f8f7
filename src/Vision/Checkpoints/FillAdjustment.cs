using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Fuse3D.Vision.Checkpoints;

/// <summary>What is done to hashed weights of some names, so that a network with them behaves like a trained one.</summary>
/// <param name="Regex">of whole names</param>
/// <param name="Kind">set: every element becomes the value; mul: is multiplied with it; mul_where_u_lt: is where another hash lies below a limit</param>
/// <param name="Suffix">of the name that the other hash is of</param>
/// <param name="Limit">of the other hash</param>
internal sealed record FillAdjustment(
    [property: JsonPropertyName("regex")] string Regex, [property: JsonPropertyName("kind")] string Kind, [property: JsonPropertyName("value")] float Value,
    [property: JsonPropertyName("suffix")] string Suffix = "", [property: JsonPropertyName("lt")] float Limit = 0)
{
    /// <param name="json">a list of them</param>
    public static IReadOnlyList<FillAdjustment> Parse(string json) => JsonSerializer.Deserialize<FillAdjustment[]>(json) ?? [];

    public void Apply(string name, ulong seed, Span<float> values)
    {
        if (!System.Text.RegularExpressions.Regex.IsMatch(name, $"^(?:{Regex})$", RegexOptions.CultureInvariant))
            return;
        switch (Kind)
        {
            case "set":
                values.Fill(Value);
                break;
            case "mul":
                foreach (ref float value in values)
                    value *= Value;
                break;
            case "mul_where_u_lt":
                var other = new float[values.Length];
                HashedWeights.Uniform(name + Suffix, seed, other);
                for (int i = 0; i < values.Length; i++)
                    values[i] = other[i] < Limit ? values[i] * Value : values[i];
                break;
            default:
                throw new InvalidInputException($"fill_adjust: '{Kind}' is none of set, mul, mul_where_u_lt", "fill_adjust");
        }
    }
}
