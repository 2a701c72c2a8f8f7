using Fuse3D.ServiceDefaults.Wire;
using Fuse3D.V1;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Tests.Dense;

namespace Fuse3D.Services.Tests.Dense;

/// <summary>What a dense model's answer looks like in the contract.</summary>
public class DenseRepliesTests
{
    [Theory]
    [InlineData("concat", true, new[] { "joined" }), InlineData("concat", false, new[] { "rgb", "depth" }), InlineData("align", true, new[] { "rgb", "depth" })]
    public void Of_ModelWithABaseline_NamesItsBranches(string kind, bool join, string[] expected)
    {
        var model = TinyDense.Described(TinyDense.Refinenet with { Channels = null, Baseline = new() { Kind = kind, Stages = [2], Join = join } });
        SegmentationResult result = new(1, 1, [.. expected.Select(_ => new byte[1])], new byte[1], []);

        DenseReply reply = DenseReplies.Of(new DenseRequest { Options = new() { IncludeBranches = true } }, model, result);

        Assert.Equal(expected, reply.Branches.Select(branch => branch.Name));
        Assert.Equal("ensemble", reply.Ensemble.Name);
    }
}
