using System.Globalization;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

/// <summary>Records what inner modules put out, for the goldens "mid.MODULE.MODALITY".</summary>
internal static class ModalHooks
{
    /// <returns>filled while the network runs: the golden's name, without "@sub", and all values</returns>
    public static Dictionary<string, float[]> Watch(nn.Module network, DenseGolden golden)
    {
        Dictionary<string, nn.Module> modules = network.named_modules().ToDictionary(named => named.name, named => named.module);
        Dictionary<string, float[]> seen = [];
        foreach (string stored in golden.Tensors.Where(tensor => tensor.StartsWith("mid.", StringComparison.Ordinal)))
        {
            string key = stored.Split('@')[0], path = key["mid.".Length..key.LastIndexOf('.')];
            int modality = int.Parse(key[(key.LastIndexOf('.') + 1)..], CultureInfo.InvariantCulture);
            var module = (nn.Module<Tensor[], Tensor[]>)modules[path];
            module.register_forward_hook((_, _, maps) =>
            {
                seen[key] = maps[modality].detach().contiguous().data<float>().ToArray();
                return maps;
            });
        }

        return seen;
    }
}
