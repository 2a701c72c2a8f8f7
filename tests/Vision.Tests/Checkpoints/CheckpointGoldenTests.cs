using System.Diagnostics;
using System.Numerics;
using System.Text.Json;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Tests.Formats;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Checkpoints;

/// <summary>Checkpoints that PyTorch wrote, against what they hold; and damaged or hostile ones.</summary>
[Trait("Category", "Golden")]
public sealed class CheckpointGoldenTests
{
    [SkippableTheory, MemberData(nameof(GoldenCheckpoints.Good), MemberType = typeof(GoldenCheckpoints))]
    public void Open_GoodCheckpoint_HoldsItsTensors(string name)
    {
        string path = GoldenCheckpoints.PathOf(name);
        using WeightFile checkpoint = WeightFile.Open(path);
        using SafetensorsFile expected = SafetensorsFile.Open(GoldenCheckpoints.ExpectedOf(path));

        Assert.Equal(expected.Entries.Select(entry => entry.ToString()).Order(), checkpoint.Weights.Select(weight => $"{weight.Key} {weight.Value}").Order());
        foreach (SafetensorsEntry entry in expected.Entries)
            GoldenReport.Equal<byte>($"checkpoint_{name}", entry.Name, expected.ReadBytes(entry.Name), checkpoint.Weights[entry.Name].Read());
    }

    [SkippableTheory, MemberData(nameof(GoldenCheckpoints.Good), MemberType = typeof(GoldenCheckpoints))]
    public void Open_GoodCheckpoint_HoldsItsOtherValues(string name)
    {
        string path = GoldenCheckpoints.PathOf(name), index = Path.Combine(Path.GetDirectoryName(path)!, "index.json");
        using WeightFile checkpoint = WeightFile.Open(path);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(index));
        JsonElement about = json.RootElement.GetProperty(Path.GetFileName(path));

        Assert.Equal(about.GetProperty("tensors").GetInt32(), checkpoint.Weights.Count);
        Assert.StartsWith(about.GetProperty("format").GetString() == "zip" ? "PyTorch, zip" : "PyTorch before", checkpoint.Format, StringComparison.Ordinal);
        var expected = about.GetProperty("other_values").EnumerateObject().SelectMany(value => Flat(value.Name, value.Value)).ToDictionary();
        var actual = checkpoint.Values.ToDictionary();
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        Assert.All(expected, value => Assert.True(Same(value.Value, actual[value.Key]), $"{value.Key}: {actual[value.Key]}, golden {value.Value}"));
    }

    [SkippableTheory, MemberData(nameof(GoldenCheckpoints.Bad), MemberType = typeof(GoldenCheckpoints))]
    public void Open_BadCheckpoint_IsRefusedFastAndSmall(string name)
    {
        string path = GoldenCheckpoints.PathOf(name);
        long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();

        var error = Assert.Throws<InvalidInputException>(() => ReadAll(path));

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < (4 << 20) + 16 * new FileInfo(path).Length, $"{allocated} bytes allocated");
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2), $"{Stopwatch.GetElapsedTime(start)}");
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(GoldenCheckpoints.Good), MemberType = typeof(GoldenCheckpoints))]
    public void Open_DamagedCheckpoint_ReadsOrRefuses(string name)
    {
        string path = GoldenCheckpoints.PathOf(name);
        using var file = new ScratchFile(".pth", [0]);
        Mutation.Survive(File.ReadAllBytes(path), rounds: 400, seed: name.Length, maxBytesEach: 24 << 20, damaged =>
        {
            File.WriteAllBytes(file.Path, damaged);
            ReadAll(file.Path);
        });
    }

    private static void ReadAll(string path)
    {
        using WeightFile checkpoint = WeightFile.Open(path);
        foreach (StoredWeight weight in checkpoint.Weights.Values)
            weight.Read();
    }

    // The index gives some lists whole, others item by item.
    private static IEnumerable<KeyValuePair<string, JsonElement>> Flat(string name, JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray().SelectMany((item, i) => Flat($"{name}/{i}", item))
        : [KeyValuePair.Create(name, value)];

    private static bool Same(JsonElement expected, object? actual) => actual switch
    {
        null => expected.ValueKind == JsonValueKind.Null,
        bool truth => expected.ValueKind == (truth ? JsonValueKind.True : JsonValueKind.False),
        long or BigInteger => expected.GetRawText() == actual.ToString(),
        double number => expected.GetDouble() == number,
        string text => expected.GetString() == text,
        byte[] bytes => expected.GetString() == $"b'{System.Text.Encoding.ASCII.GetString(bytes)}'",
        _ => false,
    };
}
