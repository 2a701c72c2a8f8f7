using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Modalities;

/// <summary>Arithmetic on lists of one tensor per modality.</summary>
internal static class ModalMaps
{
    public static Tensor[] Each(this Tensor[] maps, Func<Tensor, Tensor> function) => [.. maps.Select(function)];

    public static Tensor[] Plus(this Tensor[] maps, Tensor[] others) => [.. maps.Zip(others, (map, other) => map + other)];

    /// <summary>Each resized to [H, W].</summary>
    public static Tensor[] Resized(this Tensor[] maps, long[] size) =>
        maps.Each(map => nn.functional.interpolate(map, size, mode: InterpolationMode.Bilinear, align_corners: true));

    /// <summary>Several lists of maps, concatenated modality by modality along the channels.</summary>
    public static Tensor[] Joined(params IReadOnlyList<Tensor[]> lists) =>
        [.. Enumerable.Range(0, lists[0].Length).Select(m => cat([.. lists.Select(list => list[m])], 1))];

    /// <exception cref="InvalidInputException">not one picture [B, channels, H, W] per modality, all of the same size</exception>
    public static void RequirePictures(Tensor[] pictures, int modalities, int channels, string network)
    {
        if (pictures.Length == modalities && pictures.All(picture => picture.dim() == 4 && picture.shape[1] == channels
            && picture.shape.AsSpan().SequenceEqual(pictures[0].shape)))
        {
            return;
        }

        string held = string.Join(" and ", pictures.Select(picture => $"[{string.Join(", ", picture.shape)}]"));
        throw new InvalidInputException(
            $"{pictures.Length} inputs of shape {held}; {network} takes {modalities} of [B, {channels}, H, W], all of one size", "pictures");
    }
}
