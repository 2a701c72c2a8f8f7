using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Training.Losses;
using Fuse3D.Vision.Training.Losses.Dense;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training;

/// <summary>A step of both networks of image translation: the discriminator learns, then the generator against it.</summary>
/// <remarks>
/// As CEN's published code: the generator runs anew for its own step, so running statistics move twice and dropout differs. M modalities.
/// </remarks>
/// <param name="generator">M pictures to M translations and their ensemble</param>
/// <param name="discriminator">M pictures and M translations to M decisions, 0 to 1</param>
public sealed class AdversarialStep(
    Func<Tensor[], ModalOutputs> generator, Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>, Tensor[]> discriminator,
    optim.Optimizer generatorOptimizer, optim.Optimizer discriminatorOptimizer, TranslationLossOptions options)
{
    /// <summary>The sparsity of scales or the sum of scores of the generator's last run; null: none.</summary>
    public Func<Tensor>? Penalty { get; init; }

    /// <summary>Adam as published for both networks.</summary>
    public static Adam Optimizer(nn.Module network, double rate = 2e-4) => optim.Adam(network.parameters(), rate, beta1: 0.5, beta2: 0.999);

    /// <param name="pictures">M of [B, 3, H, W]</param>
    /// <param name="target">[B, 3, H, W]</param>
    /// <returns>both losses before the step; the caller's, or its dispose scope's</returns>
    public (LossTerms Discriminator, LossTerms Generator) Run(Tensor[] pictures, Tensor target)
    {
        using var scope = NewDisposeScope();
        LossTerms judged = StepDiscriminator(pictures, target), made = StepGenerator(pictures, target);
        return (judged.MoveToOuterDisposeScope(), made.MoveToOuterDisposeScope());
    }

    private LossTerms StepDiscriminator(Tensor[] pictures, Tensor target)
    {
        IReadOnlyList<Tensor> fakes;
        using (no_grad())
            fakes = generator(pictures).Branches;
        LossTerms loss = TranslationLoss.Discriminator(discriminator(pictures, [.. pictures.Select(_ => target)]), discriminator(pictures, fakes));
        discriminatorOptimizer.zero_grad();
        loss.Total.backward();
        discriminatorOptimizer.step();
        return loss;
    }

    private LossTerms StepGenerator(Tensor[] pictures, Tensor target)
    {
        ModalOutputs made = generator(pictures);
        LossTerms loss = TranslationLoss.Generator(discriminator(pictures, made.Branches), made.All, target, options, Penalty?.Invoke());
        generatorOptimizer.zero_grad();
        loss.Total.backward();
        generatorOptimizer.step();
        return loss;
    }
}
