using Fuse3D.Vision.Models.GroupFree.Decoding;

namespace Fuse3D.Vision.Tests.Decoding;

public class HeadSelectionTests
{
    [Theory]
    [InlineData("last", 6, "last_")]
    [InlineData("proposal", 6, "proposal_")]
    [InlineData("0", 6, "0head_")]
    [InlineData("4", 6, "4head_")]
    [InlineData("4head", 6, "4head_")]
    [InlineData("last_three", 6, "last_", "4head_", "3head_")]
    [InlineData("all_layers", 3, "last_", "proposal_", "0head_", "1head_")]
    [InlineData("all_layers", 1, "last_", "proposal_")]
    public void Parse_KnownName_GivesTheOfficialOrder(string name, int layers, params string[] prefixes)
    {
        Assert.Equal(prefixes, HeadSelection.Parse(name, layers).Prefixes);
    }

    [Theory]
    [InlineData("5", 6)]            // the last one has a name of its own
    [InlineData("-1", 6)]
    [InlineData("first", 6)]
    [InlineData("head", 6)]
    [InlineData("", 6)]
    [InlineData("last_three", 2)]
    public void Parse_UnknownName_NamesThoseThereAre(string name, int layers)
    {
        var failure = Assert.Throws<InvalidInputException>(() => HeadSelection.Parse(name, layers));

        Assert.Contains($"'{name}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("last, proposal, 0", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_HeadWithoutAnOutput_NamesIt()
    {
        var heads = new NamedHeads(new Dictionary<string, float[]> { ["last_center"] = [0, 0, 0] });

        var failure = Assert.Throws<InvalidInputException>(() => heads.Head("last_"));

        Assert.Contains("'last_objectness_scores'", failure.Message, StringComparison.Ordinal);
    }
}
