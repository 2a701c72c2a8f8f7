using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Training.Losses;
using Fuse3D.Vision.Training.Losses.Dense;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

/// <summary>The two halves of a step of image translation, with the product's losses and Adam as published, so that gradients can be read between them.</summary>
/// <param name="judge">M pictures and M translations to M decisions, 0 to 1</param>
/// <param name="penalty">of the generator's outputs, unweighted</param>
internal sealed class AdversarialHalves(
    nn.Module<Tensor[], ModalOutputs> generator, nn.Module discriminator, Func<Tensor[], Tensor[], Tensor[]> judge, Func<ModalOutputs, Tensor> penalty, DenseGolden golden) : IDisposable
{
    private readonly Adam _ofGenerator = Optimizer(generator, golden), _ofDiscriminator = Optimizer(discriminator, golden);
    private readonly TranslationLossOptions _options = new() { L1Weight = golden.Json("gama").GetDouble(), PenaltyWeight = golden.Json("lamda").GetDouble() };

    public static double Rate(DenseGolden golden) => golden.Json("optim").GetProperty("lr").GetDouble();

    /// <summary>The generator runs anew for its own half: running statistics move twice.</summary>
    public LossTerms LearnToJudge(Tensor[] pictures, Tensor target)
    {
        Tensor[] fakes;
        using (no_grad())
            fakes = generator.call(pictures).Branches;
        return Step(TranslationLoss.Discriminator(judge(pictures, [.. pictures.Select(_ => target)]), judge(pictures, fakes)), _ofDiscriminator);
    }

    public LossTerms LearnToMake(Tensor[] pictures, Tensor target)
    {
        ModalOutputs made = generator.call(pictures);
        return Step(TranslationLoss.Generator(judge(pictures, made.Branches), made.All, target, _options, penalty(made)), _ofGenerator);
    }

    public void Dispose()
    {
        _ofGenerator.Dispose();
        _ofDiscriminator.Dispose();
    }

    private static LossTerms Step(LossTerms loss, Adam optimizer)
    {
        optimizer.zero_grad();
        loss.Total.backward();
        optimizer.step();
        return loss;
    }

    private static Adam Optimizer(nn.Module network, DenseGolden golden) => optim.Adam(network.parameters(), Rate(golden), beta1: 0.5, beta2: 0.999);
}
