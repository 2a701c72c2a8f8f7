using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Checkpoints.KeyMaps;

/// <summary>Begins an encoder of several modalities with the weights of an ImageNet classifier, as the authors of CEN and TokenFusion do.</summary>
/// <remarks>
/// Names are those of torchvision's ResNets and of SegFormer's mit_b*.pth. What belongs to one modality is named after it ("bn1.bn_0.weight") and
/// what is shared has "module" in its name: without that, and without "encoder.", the names agree, and every modality begins with the same
/// values. The classifier itself (fc, head) is not used.
/// </remarks>
public static partial class ClassifierStart
{
    /// <summary>Copies what the file has; everything else keeps its values.</summary>
    /// <returns>how many weights were set</returns>
    /// <exception cref="InvalidInputException">no name agrees, or a shape differs</exception>
    public static int Load(nn.Module network, WeightTable classifier, string source = "classifier")
    {
        var weights = network.state_dict().Keys
            .Select(key => (Key: key, Found: classifier.TryGet(PlainName(key), out Weight? weight), Weight: weight))
            .Where(entry => entry.Found).ToDictionary(entry => entry.Key, entry => entry.Weight!);
        LoadReport report = Checkpoint.Load(network, new WeightTable(source, weights), source);
        if (report.Loaded == 0 || report.Misshapen.Count > 0)
        {
            string held = report.Misshapen.Count > 0 ? string.Join("; ", report.Misshapen.Take(3)) : "none of the encoder's names";
            throw new InvalidInputException($"{source}: {held}; wanted are the names and shapes of an ImageNet classifier with this encoder", "weights");
        }

        return report.Loaded;
    }

    internal static string PlainName(string key) => OfModality().Replace(key, "");

    [GeneratedRegex(@"^encoder\.|\.(module|(bn|ln|conv)_\d+)(?=\.)")]
    private static partial Regex OfModality();
}
