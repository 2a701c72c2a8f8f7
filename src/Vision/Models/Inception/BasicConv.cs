using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Inception;

/// <summary>Convolution without bias, batch norm, ReLU. Field names are the weights file's keys.</summary>
internal sealed class BasicConv : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv;
    private readonly BatchNorm2d bn;

    /// <param name="kernel">a square</param>
    public BasicConv(int inputs, int outputs, int kernel, int stride = 1, int padding = 0)
        : this(outputs, nn.Conv2d(inputs, outputs, kernel, stride: stride, padding: padding, bias: false))
    {
    }

    private BasicConv(int outputs, Conv2d conv) : base(nameof(BasicConv))
    {
        this.conv = conv;
        bn = nn.BatchNorm2d(outputs, eps: 1e-3);
        RegisterComponents();
    }

    /// <summary>A kernel of one row; as wide as it is, the picture keeps its size.</summary>
    public static BasicConv Row(int inputs, int outputs, int columns) =>
        new(outputs, nn.Conv2d(inputs, outputs, (1, columns), padding: (0, columns / 2), bias: false));

    /// <summary>A kernel of one column; the picture keeps its size.</summary>
    public static BasicConv Column(int inputs, int outputs, int rows) =>
        new(outputs, nn.Conv2d(inputs, outputs, (rows, 1), padding: (rows / 2, 0), bias: false));

    /// <param name="input">[B, inputs, H, W]</param>
    /// <returns>[B, outputs, H', W']</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return nn.functional.relu(bn.call(conv.call(input))).MoveToOuterDisposeScope();
    }
}
