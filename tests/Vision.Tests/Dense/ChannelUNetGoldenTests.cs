using Fuse3D.Vision.Fusion.Channels;
using Fuse3D.Vision.Models.ChannelUNet;
using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Tests.Golden;
using Fuse3D.Vision.Training.Losses;
using Fuse3D.Vision.Training.Losses.Dense;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

[Trait("Category", "Golden")]
public class ChannelUNetGoldenTests
{
    private const double Limit = 2e-5, LossLimit = 1e-5;

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "cen_trans_m", MemberType = typeof(GoldenCases))]
    public void Forward_GoldenCase_MatchesReference(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using ChannelUNetGenerator generator = ChannelUNetGolden.Generator(golden);
        using ChannelUNetDiscriminator discriminator = ChannelUNetGolden.Discriminator(golden);
        bool trains = golden.Metadata["mode"].StartsWith("train", StringComparison.Ordinal);
        generator.train(trains);
        discriminator.train(trains);
        Dictionary<string, float[]> seen = ModalHooks.Watch(generator, golden);

        Tensor[] pictures = ChannelUNetGolden.Inputs(golden);
        var target = ChannelUNetGolden.Target(golden);
        ModalOutputs outputs = generator.call(pictures);
        Tensor[] real = [.. pictures.Select(picture => discriminator.call(picture, target))];
        Tensor[] fake = [.. pictures.Select((picture, m) => discriminator.call(picture, outputs.Branches[m]))];
        for (int m = 0; m < pictures.Length; m++)
        {
            golden.Close($"D_real.{m}", real[m], Limit, absolute: true);
            golden.Close($"D_fake.{m}", fake[m], Limit, absolute: true);
        }

        CompareOutputs(golden, outputs);
        golden.Close("alpha_soft", generator.BranchWeights, LossLimit);
        foreach (var (key, values) in seen)
            golden.Close(key, tensor(values), Limit);
        CompareStatistics(golden, generator);
        CompareLosses(golden, generator, (real, fake), outputs, target);
        IPreparesInference.PrepareAll(generator);
        if (!trains)
            CompareOutputs(golden, generator.call(pictures));
    }

    private static void CompareOutputs(DenseGolden golden, ModalOutputs outputs)
    {
        for (int m = 0; m < outputs.Branches.Length; m++)
            golden.Close($"out.{m}", outputs.Branches[m], Limit, absolute: true);
        golden.Close("out.ens", outputs.Ensemble, Limit, absolute: true);
    }

    private static void CompareStatistics(DenseGolden golden, ChannelUNetGenerator generator)
    {
        Dictionary<string, Tensor> state = generator.state_dict();
        foreach (string stored in golden.Tensors.Where(tensor => tensor.StartsWith("after.", StringComparison.Ordinal)))
        {
            string key = stored["after.".Length..];
            if (key == "num_batches_tracked")
                Assert.All(state.Where(entry => entry.Key.EndsWith(key, StringComparison.Ordinal)), entry => Assert.Equal(golden.Integers(stored)[0], entry.Value.ToInt64()));
            else
                golden.Close(stored, state[key], Limit);
        }
    }

    private static void CompareLosses(
        DenseGolden golden, ChannelUNetGenerator generator, (Tensor[] Real, Tensor[] Fake) decisions, ModalOutputs outputs, Tensor target)
    {
        var options = new TranslationLossOptions { L1Weight = golden.Json("gama").GetDouble(), PenaltyWeight = golden.Json("lamda").GetDouble() };
        LossTerms judged = TranslationLoss.Discriminator(decisions.Real, decisions.Fake);
        LossTerms made = TranslationLoss.Generator(
            decisions.Fake, outputs.All, target, options, ChannelSparsity.Sum(generator.ExchangeScales, generator.Config.Sparsity));
        int modalities = decisions.Real.Length;
        golden.Close("D_real_each", Terms(judged, "real_", modalities), LossLimit);
        golden.Close("D_fake_each", Terms(judged, "fake_", modalities), LossLimit);
        golden.Close("D_loss", judged.Total.reshape(1), LossLimit);
        golden.Close("G_adv", made.Terms["adversarial"].reshape(1), LossLimit);
        golden.Close("l1_each", Terms(made, "l1_", modalities + 1), LossLimit);
        golden.Close("slim_l1_sum", made.Terms["penalty"].reshape(1), LossLimit);
        golden.Close("G_loss", made.Total.reshape(1), LossLimit);
    }

    private static Tensor Terms(LossTerms loss, string prefix, int count) => stack(Enumerable.Range(0, count).Select(i => loss.Terms[$"{prefix}{i}"]));
}
