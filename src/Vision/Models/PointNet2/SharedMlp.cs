using Fuse3D.Vision.Models.Norms;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.PointNet2;

/// <summary>1x1 convolution, batch norm, ReLU: one layer of a shared MLP.</summary>
public sealed class SharedLayer : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv;
    private readonly Sequential bn;

    public SharedLayer(int inputs, int outputs) : base(nameof(SharedLayer))
    {
        conv = nn.Conv2d(inputs, outputs, 1, bias: false);
        bn = nn.Sequential(("bn", new SyncBatchNorm(outputs)));     // the checkpoint says bn.bn
        nn.init.kaiming_normal_(conv.weight);
        RegisterComponents();
    }

    /// <summary>[outputs, inputs]</summary>
    internal Tensor Weight => conv.weight.reshape(conv.weight.shape[0], -1);

    internal SyncBatchNorm Norm => bn.children().OfType<SyncBatchNorm>().Single();

    /// <param name="input">[B, inputs, rows, columns]</param>
    /// <returns>[B, outputs, rows, columns]</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return nn.functional.relu(bn.call(conv.call(input))).MoveToOuterDisposeScope();
    }
}

/// <summary>The same small network on every point: layers named layer0, layer1, ...</summary>
public static class SharedMlp
{
    /// <param name="inputs">channels that come in</param>
    /// <param name="layers">output channels of each layer</param>
    public static Sequential Build(int inputs, IReadOnlyList<int> layers)
    {
        var parts = new (string, nn.Module<Tensor, Tensor>)[layers.Count];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = ($"layer{i}", new SharedLayer(i == 0 ? inputs : layers[i - 1], layers[i]));
        return nn.Sequential(parts);
    }
}
