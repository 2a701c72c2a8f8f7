using Fuse3D.Vision.Metrics;
using Fuse3D.Vision.Metrics.Detections;

namespace Fuse3D.Vision.Tests.Metrics;

public class MetricsJsonTests
{
    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"settings\":null,\"scenes\":[]}")]
    [InlineData("{\"scenes\":[]}")]
    public void Read_TextOfSomethingElse_IsRefusedNamingTheSource(string text) =>
        Assert.Contains("shard.json", Assert.Throws<InvalidInputException>(
            () => MetricsJson.Read<EvaluationShard>(text, "shard.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void Write_NotANumber_ComesBackAsSuch() =>
        Assert.Equal(double.NaN, MetricsJson.Read<double[]>(MetricsJson.Write<double[]>([double.NaN]), "values")[0]);
}
