using Fuse3D.Vision.Fusion.Channels;
using Fuse3D.Vision.Models.ChannelUNet;
using Fuse3D.Vision.Tests.Golden;
using Fuse3D.Vision.Training.Losses;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

[Trait("Category", "Golden")]
public class ChannelUNetTrainingGoldenTests
{
    private const double GradientLimit = 3e-3, LossLimit = 1e-4, AdversarialLimit = 5e-3, StatisticsLimit = 2e-5;

    private static readonly string[] GeneratorWithoutNorm = ["conv1", "conv8", "deconv8"], DiscriminatorWithoutNorm = ["conv1", "conv5"];

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "cen_trans_train", MemberType = typeof(GoldenCases))]
    public void Steps_GoldenCase_MatchReference(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        using ChannelUNetGenerator generator = ChannelUNetGolden.Generator(golden);
        using ChannelUNetDiscriminator discriminator = ChannelUNetGolden.Discriminator(golden);
        double rate = AdversarialHalves.Rate(golden);
        using var halves = new AdversarialHalves(
            generator, discriminator, (conditions, made) => [.. conditions.Zip(made, discriminator.call)],
            _ => ChannelSparsity.Sum(generator.ExchangeScales, generator.Config.Sparsity), golden);
        Tensor[] pictures = ChannelUNetGolden.Inputs(golden);
        var target = ChannelUNetGolden.Target(golden);
        for (int i = 0; i < golden.Floats("D_loss").Length; i++)
        {
            LossTerms judged = halves.LearnToJudge(pictures, target);
            if (i == 0)
                CompareGradients(golden, "D", discriminator);
            CompareLosses(golden, judged, halves.LearnToMake(pictures, target), i);
            if (i == 0)
                CompareGradients(golden, "G", generator);
            CompareParameters(golden, "G", generator, i + 1, rate);
            CompareParameters(golden, "D", discriminator, i + 1, rate);
        }

        CompareStatistics(golden, generator, rate);
    }

    private static void CompareLosses(DenseGolden golden, LossTerms judged, LossTerms made, int step)
    {
        double adversarial = step == 0 ? LossLimit : AdversarialLimit;
        Close("D_loss", judged.Total, adversarial);
        Close("G_loss", made.Total, LossLimit);
        Close("G_adv", made.Terms["adversarial"], adversarial);
        Close("l1", made.Terms["l1"], LossLimit);
        Close("slim_l1", made.Terms["penalty"], LossLimit);

        void Close(string key, Tensor actual, double limit) =>
            GoldenReport.Close(golden.Name, $"{key}[{step}]", [golden.Floats(key)[step]], [actual.ToSingle()], limit);
    }

    private static void CompareGradients(DenseGolden golden, string network, nn.Module module)
    {
        foreach (string key in Keys(golden, $"{network}.grad0."))
        {
            if (!IsUndone(network, key))
                golden.Close($"{network}.grad0.{key}", module.get_parameter(key)!.grad!, GradientLimit);
        }
    }

    private static void CompareParameters(DenseGolden golden, string network, nn.Module module, int steps, double rate)
    {
        AdamUpdates.Close(
            golden, [.. Keys(golden, $"{network}.param_after{steps}.").Where(key => !IsUndone(network, key)).Select(key => ($"{network}.param_after{steps}.{key}", module.get_parameter(key)!))],
            rate * steps);
    }

    // The mean follows the bias before the norm, which Adam moves by noise: one step of either sign, seen by the two runs behind it.
    private static void CompareStatistics(DenseGolden golden, ChannelUNetGenerator generator, double rate)
    {
        const double Momentum = 0.1;
        double noise = AdamUpdates.Most * rate * Momentum * (1 + (1 - Momentum));
        Dictionary<string, Tensor> state = generator.state_dict();
        foreach (string stored in golden.Tensors.Where(tensor => tensor.StartsWith("after.", StringComparison.Ordinal)))
        {
            string key = stored["after.".Length..].Replace(".insnorm_", ".insnorm_conv.insnorm_", StringComparison.Ordinal);
            if (key.EndsWith("num_batches_tracked", StringComparison.Ordinal))
                Assert.Equal(golden.Integers(stored)[0], state[key].ToInt64());
            else if (key.EndsWith("running_mean", StringComparison.Ordinal))
                golden.Close(stored, state[key], noise, absolute: true);
            else
                golden.Close(stored, state[key], StatisticsLimit);
        }
    }

    // A convolution's bias before a norm has no effect while training: its true gradient is 0, and Adam makes steps of noise.
    private static bool IsUndone(string network, string key) => key.EndsWith("conv.module.bias", StringComparison.Ordinal)
        && !(network == "G" ? GeneratorWithoutNorm : DiscriminatorWithoutNorm).Contains(key.Split('.')[0]);

    private static IEnumerable<string> Keys(DenseGolden golden, string prefix) => golden.Tensors
        .Where(tensor => tensor.StartsWith(prefix, StringComparison.Ordinal)).Select(tensor => tensor[prefix.Length..].Split('@')[0]);
}
