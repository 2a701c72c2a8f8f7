using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Modalities;

/// <summary>Checks what a network of several modalities is given.</summary>
internal static class ModalInputs
{
    /// <param name="multiple">of which sides must be</param>
    /// <exception cref="InvalidInputException">names the modality, its shape and what is allowed</exception>
    public static void Check(Tensor[] pictures, int modalities, int channels, int multiple = 1)
    {
        if (pictures.Length != modalities)
            throw new InvalidInputException($"{pictures.Length} modalities; the network takes {modalities} of [batch, {channels}, height, width]", "modalities");
        for (int m = 0; m < modalities; m++)
        {
            long[] shape = pictures[m].shape;
            bool fits = shape is [_, var own, > 0 and var height, > 0 and var width] && own == channels && height % multiple == 0 && width % multiple == 0;
            if (!fits || !shape.AsSpan().SequenceEqual(pictures[0].shape))
            {
                throw new InvalidInputException(
                    $"modality {m}: shape [{string.Join(", ", shape)}]; [batch, {channels}, height, width], all alike"
                    + (multiple > 1 ? $", with sides that are multiples of {multiple}" : "") + ", is wanted", "modalities");
            }
        }
    }
}
