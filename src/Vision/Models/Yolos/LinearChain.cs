using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Yolos;

/// <summary>Linear layers with ReLU between them. Field names are the checkpoint's keys.</summary>
public sealed class LinearChain : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<Linear> layers;

    /// <param name="channels">inputs, then each layer's outputs</param>
    public LinearChain(params int[] channels) : base(nameof(LinearChain))
    {
        layers = nn.ModuleList([.. channels.Skip(1).Select((outputs, i) => nn.Linear(channels[i], outputs))]);
        RegisterComponents();
    }

    /// <param name="input">[..., inputs]</param>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        Tensor x = layers[0].call(input);
        for (int i = 1; i < layers.Count; i++)
            x = layers[i].call(nn.functional.relu(x));
        return x.MoveToOuterDisposeScope();
    }
}
