using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.PointNet2;

/// <summary>What the backbone makes of a batch of clouds.</summary>
/// <param name="Stages">the four set abstractions' outputs</param>
/// <param name="SeedIndices">[B, 1024] int64, rows of the input cloud</param>
/// <param name="SeedXyz">[B, 1024, 3]</param>
/// <param name="SeedFeatures">[B, 288, 1024]</param>
public sealed record BackboneOutput(IReadOnlyList<PointSet> Stages, Tensor SeedIndices, Tensor SeedXyz, Tensor SeedFeatures);

/// <summary>PointNet++ with four set abstractions and two feature propagations; the seeds are the second stage's points.</summary>
/// <remarks>B clouds, N points, F features each. Field names are the checkpoint's keys.</remarks>
public sealed class PointNet2Backbone : nn.Module<Tensor, BackboneOutput>
{
    private readonly SetAbstraction sa1, sa2, sa3, sa4;
    private readonly FeaturePropagation fp1, fp2;

    public PointNet2Backbone(PointNet2Config config) : base(nameof(PointNet2Backbone))
    {
        sa1 = new(config.Stages[0]);
        sa2 = new(config.Stages[1]);
        sa3 = new(config.Stages[2]);
        sa4 = new(config.Stages[3]);
        fp1 = new(config.Propagations[0]);
        fp2 = new(config.Propagations[1]);
        RegisterComponents();
    }

    /// <summary>Finds samples and neighbours in every stage.</summary>
    internal PointSearch Search
    {
        get => sa1.Search;
        set => sa1.Search = sa2.Search = sa3.Search = sa4.Search = fp1.Search = fp2.Search = value;
    }

    /// <inheritdoc cref="SetAbstraction.Fused"/>
    internal bool Fused
    {
        set => sa1.Fused = sa2.Fused = sa3.Fused = sa4.Fused = value;
    }

    /// <param name="clouds">[B, N, 3 + F]</param>
    public override BackboneOutput forward(Tensor clouds)
    {
        using var scope = NewDisposeScope();
        var xyz = clouds.narrow(-1, 0, 3).contiguous();                                     // [B, N, 3]
        long features = clouds.shape[2] - 3;
        var colours = features > 0 ? clouds.narrow(-1, 3, features).transpose(1, 2).contiguous() : null;

        PointSet a = sa1.call(xyz, colours);
        PointSet b = sa2.call(a.Xyz, a.Features);
        PointSet c = sa3.call(b.Xyz, b.Features);
        PointSet d = sa4.call(c.Xyz, c.Features);
        var x = fp1.call(c.Xyz, d.Xyz, c.Features, d.Features);                             // [B, 256w, 512]
        x = fp2.call(b.Xyz, c.Xyz, b.Features, x);                                          // [B, 288, 1024]

        var seeds = a.Indices.gather(1, b.Indices);                    // [B, 1024]
        return Keep(new([a, b, c, d], seeds, b.Xyz, x));
    }

    private static BackboneOutput Keep(BackboneOutput output)
    {
        foreach (PointSet stage in output.Stages)
        {
            stage.Indices.MoveToOuterDisposeScope();
            stage.Xyz.MoveToOuterDisposeScope();
            stage.Features.MoveToOuterDisposeScope();
        }

        output.SeedIndices.MoveToOuterDisposeScope();
        output.SeedFeatures.MoveToOuterDisposeScope();
        return output;
    }
}
