using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fuse3D.Vision.Metrics;

/// <summary>How shards and figures are written: camelCase, enumerations by name, numbers exact, what is not a number as "NaN".</summary>
public static class MetricsJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <exception cref="InvalidInputException">the text is not what <see cref="Write"/> gives for the type</exception>
    /// <param name="source">what is read, for the message</param>
    public static T Read<T>(string text, string source)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Options) ?? throw new InvalidInputException($"{source} holds null", source);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{source} is not a {typeof(T).Name}: {e.Message}", source, e);
        }
    }
}
