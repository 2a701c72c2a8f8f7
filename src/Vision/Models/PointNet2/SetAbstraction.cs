using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.PointNet2;

/// <summary>What one set abstraction keeps of a cloud.</summary>
/// <param name="Indices">[B, P] int64, rows of the stage's input</param>
/// <param name="Xyz">[B, P, 3]</param>
/// <param name="Features">[B, C, P]</param>
public sealed record PointSet(Tensor Indices, Tensor Xyz, Tensor Features);

/// <summary>Keeps the points furthest from each other, and describes each by its neighbourhood.</summary>
/// <remarks>B clouds, N points in, P kept, K neighbours. Field names are the checkpoint's keys.</remarks>
public sealed class SetAbstraction : nn.Module<Tensor, Tensor?, PointSet>
{
    private readonly Sequential mlp_module;
    private readonly SetAbstractionConfig _config;

    public SetAbstraction(SetAbstractionConfig config) : base(nameof(SetAbstraction))
    {
        _config = config;
        mlp_module = SharedMlp.Build(3 + config.Features, config.Layers);
        RegisterComponents();
    }

    /// <summary>Finds samples and neighbours; the plain path's benchmark puts the scalar kernels here.</summary>
    internal PointSearch Search { get; set; } = PointSearch.Fast;

    /// <param name="xyz">[B, N, 3] positions</param>
    /// <param name="features">[B, F, N], or null where there are none</param>
    public override PointSet forward(Tensor xyz, Tensor? features)
    {
        using var scope = NewDisposeScope();
        var indices = Search.Sample(xyz, _config.Points);                                       // [B, P]
        var centres = PointGroups.Rows(xyz, indices);                                           // [B, P, 3]
        var near = Search.Ball(xyz, centres, _config.Radius, _config.Samples);                  // [B, P, K]
        var x = PointGroups.Neighbourhoods(xyz, centres, near, features, _config.Radius);       // [B, 3 + F, P, K]
        x = mlp_module.call(x).amax(new long[] { -1 });                                         // [B, C, P]
        return new(indices.MoveToOuterDisposeScope(), centres.MoveToOuterDisposeScope(), x.MoveToOuterDisposeScope());
    }
}
