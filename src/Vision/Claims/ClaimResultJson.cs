using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fuse3D.Vision.Claims;

/// <summary>A result as one flat object: what it is of, its figures by their names, and the minutes.</summary>
internal sealed class ClaimResultJson : JsonConverter<ClaimResult>
{
    private const string Run = "run", Seed = "seed", Set = "set", Trained = "trained", Minutes = "minutes";

    public override ClaimResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument json = JsonDocument.ParseValue(ref reader);
        JsonElement root = json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement : throw new JsonException("a result is no object");
        string[] own = [Run, Seed, Set, Trained, Minutes];
        if (own.FirstOrDefault(name => !root.TryGetProperty(name, out _)) is { } missing)
            throw new JsonException($"a result has no '{missing}'");
        try
        {
            return new(
                Text(root, Run), root.GetProperty(Seed).GetUInt64(), Text(root, Set), Text(root, Trained),
                root.EnumerateObject().Where(entry => !own.Contains(entry.Name)).ToDictionary(entry => entry.Name, Figure), root.GetProperty(Minutes).GetDouble());
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new JsonException($"a result holds a value of the wrong kind: {e.Message}", e);
        }
    }

    public override void Write(Utf8JsonWriter writer, ClaimResult value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(Run, value.Run);
        writer.WriteNumber(Seed, value.Seed);
        writer.WriteString(Set, value.Set);
        writer.WriteString(Trained, value.Trained);
        foreach (var (name, figure) in value.Figures)
        {
            if (figure is { } number)
                writer.WriteNumber(name, number);
            else
                writer.WriteNull(name);
        }

        writer.WriteNumber(Minutes, value.Minutes);
        writer.WriteEndObject();
    }

    private static string Text(JsonElement root, string name) => root.GetProperty(name).GetString() ?? throw new JsonException($"'{name}' is null");

    private static double? Figure(JsonProperty entry) => entry.Value.ValueKind == JsonValueKind.Null ? null : entry.Value.GetDouble();
}
