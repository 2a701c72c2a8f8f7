using Fuse3D.Vision.Models.Modalities;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.MixTransformer;

/// <summary>A 3x3 convolution of each channel on the map of tokens; it is what tells a token its place.</summary>
public sealed class DepthwiseConvolution : nn.Module<TokenGrid, TokenGrid>
{
    private readonly Func<Tensor, Tensor> _convolve;

    public DepthwiseConvolution(MixFamily family, int channels) : base(nameof(DepthwiseConvolution))
    {
        Conv2d convolution = nn.Conv2d(channels, channels, 3, padding: 1, groups: channels);
        _convolve = convolution.call;
        register_module("dwconv", family.WrapsDepthwise ? ModalLayer.Shared(convolution) : convolution);
    }

    public override TokenGrid forward(TokenGrid input)
    {
        using var scope = NewDisposeScope();
        return (input with { Tokens = input.Tokens.Each(own => TokenGrid.Flat(_convolve(input.MapOf(own)))) }).MoveToOuterDisposeScope();
    }
}

/// <summary>Two linear layers with a depthwise convolution and an exact GELU between them, shared by the modalities.</summary>
public sealed class MixMlp : nn.Module<TokenGrid, Tensor[]>
{
    private readonly ModalLayer fc1;
    private readonly DepthwiseConvolution dwconv;
    private readonly ModalLayer fc2;

    public MixMlp(MixFamily family, int width) : base(nameof(MixMlp))
    {
        int hidden = BlockShape.MlpRatio * width;
        fc1 = ModalLayer.Shared(nn.Linear(width, hidden));
        dwconv = new(family, hidden);
        fc2 = ModalLayer.Shared(nn.Linear(hidden, width));
        RegisterComponents();
    }

    /// <param name="input">[B, N, C] of each modality</param>
    /// <returns>[B, N, C] of each modality</returns>
    public override Tensor[] forward(TokenGrid input)
    {
        using var scope = NewDisposeScope();
        TokenGrid hidden = dwconv.call(input with { Tokens = fc1.call(input.Tokens) });     // [B, N, 4 C]
        return fc2.call(hidden.Tokens.Each(own => nn.functional.gelu(own))).MoveToOuterDisposeScope();
    }
}
