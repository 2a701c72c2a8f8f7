using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Modalities;

/// <summary>The faster form of a layer, for answers.</summary>
internal interface IPreparedLayer : IDisposable
{
    Tensor Run(Tensor input);

    /// <returns>null: the layer has no faster form</returns>
    static IPreparedLayer? Of(nn.Module layer) => (IPreparedLayer?)PreparedConvolution.Of(layer) ?? PreparedTransposed.Of(layer);
}
