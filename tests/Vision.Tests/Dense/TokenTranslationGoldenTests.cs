using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Models.TokenTranslation;
using Fuse3D.Vision.Tests.Golden;
using Fuse3D.Vision.Training.Losses;
using Fuse3D.Vision.Training.Losses.Dense;
using Fuse3D.Vision.Training.Tasks.Dense;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

/// <summary>TokenFusion's generator and discriminator against the published code, and their training steps.</summary>
[Trait("Category", "Golden")]
public class TokenTranslationGoldenTests
{
    private const double OutputLimit = 2e-5, SumLimit = 1e-5;
    private const double LossLimit = 1e-4, AdversarialLimit = 5e-3, GradientLimit = 3e-3;

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "tf_trans_b", MemberType = typeof(GoldenCases))]
    public void Forward_GoldenCase_MatchesReference(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var (generator, discriminator) = Networks(golden, drops: true);
        using (generator)
        using (discriminator)
        {
            Assert.Equal(golden.Json("num_params").GetProperty("G").GetInt64(), generator.parameters().Sum(parameter => parameter.numel()));
            Assert.Equal(golden.Json("num_params").GetProperty("D").GetInt64(), discriminator.parameters().Sum(parameter => parameter.numel()));
            golden.InOrder(generator, "state_dict_generator");
            golden.InOrder(discriminator, "state_dict_discriminator");
            generator.eval();
            discriminator.eval();
            var (inputs, target) = Pictures(golden);
            ModalOutputs outputs = generator.call(inputs);
            Tensor[] real = discriminator.Judge(inputs, inputs.Each(_ => target)), made = discriminator.Judge(inputs, outputs.Branches);
            CompareOutputs(golden, outputs, real, made);
            CompareLosses(golden, outputs, real, made, target);
            IPreparesInference.PrepareAll(generator);
            ModalOutputs prepared = generator.call(inputs);
            CompareOutputs(golden, prepared, real, discriminator.Judge(inputs, prepared.Branches));
        }
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "tf_trans_train", MemberType = typeof(GoldenCases))]
    public void Steps_GoldenCase_MatchReference(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        var (generator, discriminator) = Networks(golden, drops: false);
        using (generator)
        using (discriminator)
        {
            double rate = AdversarialHalves.Rate(golden);
            using var halves = new AdversarialHalves(generator, discriminator, discriminator.Judge, DensePenalty.OfScores, golden);
            var (inputs, target) = Pictures(golden);
            List<double> judged = [], made = [], adversarial = [], distances = [], sums = [];
            for (int step = 1; step <= golden.Shape("D_loss")[0]; step++)
            {
                using var inner = NewDisposeScope();
                LossTerms lossOfDiscriminator = halves.LearnToJudge(inputs, target);
                if (step == 1)
                    CompareGradients(golden, "D", discriminator);
                LossTerms loss = halves.LearnToMake(inputs, target);
                if (step == 1)
                    CompareGradients(golden, "G", generator);

                foreach (var (part, network) in new (string, nn.Module)[] { ("D", discriminator), ("G", generator) })
                {
                    foreach (string parameter in SegFormerTrainingGoldenTests.Names(golden, $"{part}.param_after{step}."))
                        AdamUpdates.Close(golden, $"{part}.param_after{step}.{parameter}", network.get_parameter(parameter)!, rate * step);
                }

                judged.Add(lossOfDiscriminator.Total.ToDouble());
                made.Add(loss.Total.ToDouble());
                adversarial.Add(loss.Terms["adversarial"].ToDouble());
                distances.Add(loss.Terms["l1"].ToDouble());
                sums.Add(loss.Terms["penalty"].ToDouble());
            }

            Close(golden, "D_loss", judged, AdversarialLimit);
            Close(golden, "G_loss", made, AdversarialLimit);
            Close(golden, "G_adv", adversarial, AdversarialLimit);
            Close(golden, "l1", distances, LossLimit);
            Close(golden, "mask_l1", sums, LossLimit);
        }
    }

    private static (TokenGenerator Generator, TokenDiscriminator Discriminator) Networks(DenseGolden golden, bool drops)
    {
        string size = golden.Json("constructor").GetProperty("generator").GetString()!["gen_".Length..];
        TokenTranslationConfig published = TokenTranslationConfig.Published[size], config = published with
        {
            Modalities = golden.Json("constructor").GetProperty("num_parallel").GetInt32(),
            DropPath = drops ? published.DropPath : 0,
        };
        ulong seed = golden.Json("discriminator_seed").GetUInt64();
        return (golden.LoadInto(new TokenGenerator(config), "state_dict_generator"),
            golden.LoadInto(new TokenDiscriminator(config), "state_dict_discriminator", seed: seed, adjusted: false));
    }

    private static (Tensor[] Inputs, Tensor Target) Pictures(DenseGolden golden)
    {
        long[] shape = [.. golden.Json("input_shape").EnumerateArray().Select(side => side.GetInt64())];
        return ([golden.U("input.0", shape), golden.U("input.1", shape)], golden.U("target", shape));
    }

    private static void CompareOutputs(DenseGolden golden, ModalOutputs outputs, Tensor[] real, Tensor[] made)
    {
        for (int m = 0; m < made.Length; m++)
        {
            golden.Close($"out.{m}", outputs.Branches[m], OutputLimit, absolute: true);
            golden.Close($"D_real.{m}", real[m], OutputLimit, absolute: true);
            golden.Close($"D_fake.{m}", made[m], OutputLimit, absolute: true);
        }

        golden.Close("out.ens", outputs.Ensemble, OutputLimit, absolute: true);
        golden.Close("alpha_soft", outputs.Weights, SumLimit);
        SegFormerGoldenTests.CompareScores(golden, outputs.Scores, 0.02f);
    }

    private static void CompareLosses(DenseGolden golden, ModalOutputs outputs, Tensor[] real, Tensor[] made, Tensor target)
    {
        var options = new TranslationLossOptions { L1Weight = golden.Json("gama").GetDouble(), PenaltyWeight = golden.Json("lamda").GetDouble() };
        LossTerms judged = TranslationLoss.Discriminator(real, made), loss = TranslationLoss.Generator(made, outputs.All, target, options, DensePenalty.OfScores(outputs));
        golden.Close("D_real_each", stack([.. real.Select((_, m) => judged.Terms[$"real_{m}"])]), SumLimit);
        golden.Close("D_fake_each", stack([.. made.Select((_, m) => judged.Terms[$"fake_{m}"])]), SumLimit);
        golden.Close("D_loss", judged.Total, SumLimit);
        golden.Close("G_adv", loss.Terms["adversarial"], SumLimit);
        golden.Close("l1_each", stack([.. outputs.All.Select((_, i) => loss.Terms[$"l1_{i}"])]), SumLimit);
        golden.Close("mse_each", stack([.. outputs.All.Select(output => (output - target).square().mean())]), SumLimit);
        golden.Close("G_loss", loss.Total, SumLimit);
    }

    private static void CompareGradients(DenseGolden golden, string part, nn.Module network)
    {
        foreach (string parameter in SegFormerTrainingGoldenTests.Names(golden, $"{part}.grad0."))
            golden.Close($"{part}.grad0.{parameter}", network.get_parameter(parameter)!.grad!, GradientLimit);
        if (part == "G")
        {
            Assert.Equal(
                golden.Json("parameters_without_gradient").EnumerateArray().Select(name => name.GetString()).Order(StringComparer.Ordinal),
                network.named_parameters().Where(entry => entry.parameter.grad is null).Select(entry => entry.name).Order(StringComparer.Ordinal));
        }
    }

    private static void Close(DenseGolden golden, string name, List<double> actual, double limit)
    {
        float[] expected = golden.Floats(name);
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs(actual[i] - expected[i]), most = limit * Math.Abs(expected[i]);
            GoldenReport.Record(golden.Name, $"{name}[{i}]", error, most);
            Assert.True(error <= most, $"{golden.Name}: {name}[{i}] is {actual[i]}, golden {expected[i]}");
        }
    }
}
