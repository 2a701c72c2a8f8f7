using Fuse3D.Vision.Kernels;
using TorchSharp;
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
    private readonly SharedLayer[] _layers;
    private readonly SetAbstractionConfig _config;

    public SetAbstraction(SetAbstractionConfig config) : base(nameof(SetAbstraction))
    {
        _config = config;
        mlp_module = SharedMlp.Build(3 + config.Features, config.Layers);
        _layers = [.. mlp_module.children().Cast<SharedLayer>()];
        RegisterComponents();
    }

    /// <summary>Finds samples and neighbours; the plain path's benchmark puts the scalar kernels here.</summary>
    internal PointSearch Search { get; set; } = PointSearch.Fast;

    /// <summary>Whether training on the CPU takes <see cref="NeighbourMlp"/>, which computes the same.</summary>
    internal bool Fused { get; set; } = true;

    /// <param name="xyz">[B, N, 3] positions</param>
    /// <param name="features">[B, F, N], or null where there are none</param>
    public override PointSet forward(Tensor xyz, Tensor? features)
    {
        using var scope = NewDisposeScope();
        var indices = Search.Sample(xyz, _config.Points);                                       // [B, P]
        var centres = PointGroups.Rows(xyz, indices);                                           // [B, P, 3]
        var near = Search.Ball(xyz, centres, _config.Radius, _config.Samples);                  // [B, P, K]
        var x = UsesFused(near) ? Describe(xyz, centres, near, features)                        // [B, C, P]
            : mlp_module.call(PointGroups.Neighbourhoods(xyz, centres, near, features, _config.Radius)).amax(new long[] { -1 });
        return new(indices.MoveToOuterDisposeScope(), centres.MoveToOuterDisposeScope(), x.MoveToOuterDisposeScope());
    }

    private bool UsesFused(Tensor near) => Fused && _layers[0].Norm.training && is_grad_enabled() && near.device_type == DeviceType.CPU
        && _layers[0].Weight.dtype == ScalarType.Float32 && _config.Layers.Length > 1 && _config.Layers.All(width => width % OuterSum.Wide == 0)
        && near.numel() * _config.Layers.Max() < int.MaxValue / sizeof(float);

    private Tensor Describe(Tensor xyz, Tensor centres, Tensor near, Tensor? features)
    {
        using var scope = NewDisposeScope();
        List<Tensor> weights = [.. _layers.Select(layer => layer.Weight)];
        Tensor first = weights[0];
        weights[0] = first.narrow(1, 0, 3).contiguous();
        var rows = new NeighbourRows(xyz, centres, near, _config.Radius);
        var lifted = features?.transpose(1, 2).flatten(0, 1).matmul(first.narrow(1, 3, _config.Features).t());                 // [B N, C0]
        var x = NeighbourMlp.Apply(rows, lifted, weights, [.. _layers.Select(layer => layer.Norm)]);                           // [B P, C]
        return x.reshape(centres.shape[0], centres.shape[1], -1).transpose(1, 2).contiguous().MoveToOuterDisposeScope();
    }
}
