using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Models.Packed;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.SegFormer;

/// <summary>The encoder of a SegFormer that was trained on colours, looking at pictures where Inception's weights are not at hand.</summary>
/// <remarks>A feature is the mean of a channel of the deepest level. Distances between such features are no FID, and are not to be called so.</remarks>
public sealed class EncoderLook : IPictureFeatures
{
    private readonly DenseNetwork _network;
    private readonly MixEncoder _encoder;

    private EncoderLook(DenseNetwork network, string name, string weights) =>
        (_network, _encoder, Name, Weights) = (network, ((SegFormerNetwork)network.Module).Encoder, name, weights);

    public string Name { get; }

    public string Weights { get; }

    public bool IsInception => false;

    /// <param name="folder">of family segformer, with the single modality rgb</param>
    /// <exception cref="InvalidInputException">another network</exception>
    public static EncoderLook Open(DenseModelFolder folder, Device device)
    {
        DenseDescription model = folder.Model.Description;
        if (model.Family != DenseFamilies.Segformer || folder.Model.Modalities is not ["rgb"])
        {
            throw new InvalidInputException(
                $"{model.Name} is of family {model.Family} and takes {string.Join(", ", folder.Model.Modalities)}; features of pictures are taken from a segformer of rgb alone", "features");
        }

        return new(DenseNetwork.Load(folder, device), model.Name, folder.WeightsSum);
    }

    public IReadOnlyList<float[]> Describe(IReadOnlyList<Picture> pictures)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        float[][] planes = [.. pictures.Select(picture => ModalityForm.Colour.ToPlanes(new(picture.Width, picture.Height, 3, Array.ConvertAll(picture.Rgb, v => (ushort)v))))];
        Tensor input = TensorValues.Stack(planes, pictures.Count, 3, pictures[0].Height, pictures[0].Width);
        var (levels, _) = _encoder.call([input.to(_encoder.parameters().First().device)]);
        Tensor means = levels[^1][0].mean([2, 3]);                                          // [B, C]
        return [.. means.ToFloats().Chunk((int)means.shape[1])];
    }

    public void Dispose() => _network.Dispose();
}
