using Fuse3D.Vision.Training.Parallel;

namespace Fuse3D.Vision.Tests.Training;

public class ProcessPlaceTests
{
    [Theory]
    [InlineData(""), InlineData("WORLD_SIZE=1")]
    public void From_AloneOrSilent_IsNull(string text) => Assert.Null(Read(text));

    [Fact]
    public void From_ALaunchersVariables_ReadsThem() =>
        Assert.Equal(new("10.0.0.2", 29_500, 3, 4, 1), Read("MASTER_ADDR=10.0.0.2 MASTER_PORT=29500 RANK=3 WORLD_SIZE=4 LOCAL_RANK=1"));

    [Theory]
    [InlineData("WORLD_SIZE=two", "WORLD_SIZE is 'two'")]
    [InlineData("WORLD_SIZE=2", "RANK is ''; it may be 0 to 1")]
    [InlineData("WORLD_SIZE=2 RANK=2", "RANK is '2'; it may be 0 to 1")]
    [InlineData("WORLD_SIZE=2 RANK=1", "MASTER_ADDR is missing")]
    [InlineData("WORLD_SIZE=2 RANK=1 MASTER_ADDR=localhost MASTER_PORT=0", "MASTER_PORT is '0'; it may be 1 to 65535")]
    public void From_AMistake_NamesTheVariable(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidInputException>(() => Read(text)).Message, StringComparison.Ordinal);

    private static ProcessPlace? Read(string text)
    {
        Dictionary<string, string> variables = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1]);
        return ProcessPlace.From(variables.GetValueOrDefault);
    }
}
