using System.Text.Json;
using Fuse3D.Vision.Fusion.Channels;
using Fuse3D.Vision.Models.ChannelUNet;
using Fuse3D.Vision.Tests.Golden;
using Fuse3D.Vision.Training;
using Fuse3D.Vision.Training.Losses;
using Fuse3D.Vision.Training.Losses.Dense;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

[Trait("Category", "Golden")]
public class ChannelUNetTrainingGoldenTests
{
    private const double GradientLimit = 3e-3, LossLimit = 1e-4, AdversarialLimit = 5e-3, StatisticsLimit = 2e-5;
    private const double UsualShare = 0.98, UsualError = 0.05, LargestError = 2.1;      // of the entries; in rates and steps, as Adam's first steps are signs

    private static readonly string[] GeneratorWithoutNorm = ["conv1", "conv8", "deconv8"], DiscriminatorWithoutNorm = ["conv1", "conv5"];

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "cen_trans_train", MemberType = typeof(GoldenCases))]
    public void Steps_GoldenCase_MatchReference(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        using ChannelUNetGenerator generator = ChannelUNetGolden.Generator(golden);
        using ChannelUNetDiscriminator discriminator = ChannelUNetGolden.Discriminator(golden);
        double rate = golden.Json("optim").GetProperty("lr").GetDouble();
        AdversarialStep step = Step(golden, generator, discriminator, rate);
        Tensor[] pictures = ChannelUNetGolden.Inputs(golden);
        var target = ChannelUNetGolden.Target(golden);
        for (int i = 0; i < golden.Floats("D_loss").Length; i++)
        {
            var (judged, made) = step.Run(pictures, target);
            CompareLosses(golden, judged, made, i);
            if (i == 0)
                CompareGradients(golden, "G", generator);
            CompareParameters(golden, "G", generator, i + 1, rate);
            CompareParameters(golden, "D", discriminator, i + 1, rate);
        }

        CompareStatistics(golden, generator, rate);
    }

    // Between the two halves of the first step, as the generator's half adds to the discriminator's gradients.
    private static AdversarialStep Step(DenseGolden golden, ChannelUNetGenerator generator, ChannelUNetDiscriminator discriminator, double rate)
    {
        bool first = true;
        var options = new TranslationLossOptions { L1Weight = golden.Json("gama").GetDouble(), PenaltyWeight = golden.Json("lamda").GetDouble() };
        return new(
            generator.call, (conditions, made) => [.. conditions.Zip(made, discriminator.call)],
            AdversarialStep.Optimizer(generator, rate), AdversarialStep.Optimizer(discriminator, rate), options)
        {
            Penalty = () =>
            {
                if (first)
                    CompareGradients(golden, "D", discriminator);
                first = false;
                return ChannelSparsity.Sum(generator.ExchangeScales, generator.Config.Sparsity);
            },
        };
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
        foreach (string key in Keys(golden, $"{network}.param_after{steps}.").Where(key => !IsUndone(network, key)))
        {
            string name = $"{network}.param_after{steps}.{key}";
            float[] expected = golden.Floats(golden.Stored(name));
            float[] actual = DenseGolden.Sampled(module.get_parameter(key)!.detach().data<float>().ToArray(), expected.Length);
            double[] errors = [.. expected.Zip(actual, (wanted, found) => Math.Abs((double)wanted - found)).Order()];
            double usual = errors[(int)Math.Ceiling(UsualShare * errors.Length) - 1];
            GoldenReport.Record(golden.Name, $"{name}, 98 %", usual, UsualError * rate * steps);
            GoldenReport.Record(golden.Name, $"{name}, all", errors[^1], LargestError * rate * steps);
            Assert.True(usual <= UsualError * rate * steps, $"{name}: 98 % of the entries within {usual}");
            Assert.True(errors[^1] <= LargestError * rate * steps, $"{name}: all entries within {errors[^1]}");
        }
    }

    // The mean follows the bias before the norm, which Adam moves by noise: one step of either sign, seen by the two runs behind it.
    private static void CompareStatistics(DenseGolden golden, ChannelUNetGenerator generator, double rate)
    {
        const double Momentum = 0.1;
        double noise = LargestError * rate * Momentum * (1 + (1 - Momentum));
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
