using System.Text.Json;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Tests.Dense;
using Fuse3D.Vision.Tests.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Metrics.Dense;

/// <summary>FID and KID on made-up features, against the published code and against the same sum in another form.</summary>
public class DistanceGoldenTests
{
    private const double Limit = 1e-9, KernelLimit = 1e-10, PublishedRootLimit = 1e-6;
    private const int WideSet = 2048;

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "metrics_fid_kid", MemberType = typeof(GoldenCases)), Trait("Category", "Golden")]
    public void Frechet_GoldenFeatures_MatchesReference(string name)
    {
        using var golden = new DenseGolden(name);
        foreach (var (tag, fake, real) in Sets(golden))
        {
            double distance = FrechetDistance.Between(fake, real);
            Close(golden, $"{tag}.fid_by_singular_values_f64", distance, Limit);
            Close(golden, $"{tag}.fid_f64", distance, fake.Dimension == WideSet ? PublishedRootLimit : Limit);
        }
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "metrics_fid_kid", MemberType = typeof(GoldenCases)), Trait("Category", "Golden")]
    public void Features_GoldenRule_HaveTheReferencesMoments(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        foreach (var (tag, fake, _) in Sets(golden))
        {
            Tensor rows = fake.ToTensor(), mean = rows.mean([0]), centred = (rows - mean).narrow(1, 0, 4);
            Close(golden, $"{tag}.mean_fake_first8_f64", mean.narrow(0, 0, 8), Limit);
            Close(golden, $"{tag}.cov_fake_4x4_f64", centred.transpose(0, 1).matmul(centred) / (fake.Count - 1), Limit);
        }
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "metrics_fid_kid", MemberType = typeof(GoldenCases)), Trait("Category", "Golden")]
    public void Kernel_GoldenFeatures_MatchesReference(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        foreach (var (tag, fake, real) in Sets(golden))
        {
            Tensor x = fake.ToTensor(), y = real.ToTensor();
            int least = Math.Min(fake.Count, real.Count);
            Close(golden, $"{tag}.mmd2_first_n_f64", KernelDistance.Unbiased(x.narrow(0, 0, least), y.narrow(0, 0, least)), KernelLimit);
            double[] subsets = [.. Enumerable.Range(0, 4).Select(k => KernelDistance.Unbiased(
                x.index_select(0, tensor(golden.Integers($"{tag}.subset{k}.fake_idx"))),
                y.index_select(0, tensor(golden.Integers($"{tag}.subset{k}.real_idx")))))];
            Close(golden, $"{tag}.subset_mmd2_f64", subsets, KernelLimit);
            Close(golden, $"{tag}.kid_mean50_times100_f64", new KernelDistance(golden.Doubles($"{tag}.kid_subset_values_f64")).MeanTimes100, KernelLimit);
        }
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "metrics_fid_kid", MemberType = typeof(GoldenCases)), Trait("Category", "Golden")]
    public void Kernel_OverSubsets_IsThePublishedMeanUpToTheDraws(string name)
    {
        using var golden = new DenseGolden(name);
        foreach (var (tag, fake, real) in Sets(golden))
        {
            KernelDistance distance = KernelDistance.Between(fake, real);
            double[] published = golden.Doubles($"{tag}.kid_subset_values_f64");
            if (fake.Count == real.Count)           // every subset is the whole set
            {
                Close(golden, $"{tag}.kid_subset_values_f64", [.. distance.Subsets], KernelLimit);
                Close(golden, $"{tag}.kid_mean50_times100_f64", distance.MeanTimes100, KernelLimit);
            }

            // Other draws of the same sets: within five standard errors of the difference of two means.
            double spread = Math.Sqrt(published.Sum(v => Math.Pow(v - published.Average(), 2)) / (published.Length - 1));
            Assert.InRange(Math.Abs(distance.MeanTimes100 / 100 - published.Average()), 0, 5 * spread * Math.Sqrt(2.0 / published.Length) + 1e-12);
        }
    }

    private static IEnumerable<(string Tag, FeatureSet Fake, FeatureSet Real)> Sets(DenseGolden golden)
    {
        foreach (JsonProperty set in golden.Json("sets").EnumerateObject())
        {
            int dimension = set.Value.GetProperty("dim").GetInt32();
            yield return (
                set.Name, Features(golden, $"fid.{set.Name}.fake", set.Value.GetProperty("n_fake").GetInt32(), dimension, 0.08),
                Features(golden, $"fid.{set.Name}.real", set.Value.GetProperty("n_real").GetInt32(), dimension, 0));
        }
    }

    private static FeatureSet Features(DenseGolden golden, string name, int count, int dimension, double shift)
    {
        using var scope = NewDisposeScope();
        Tensor own = golden.U(name, count, dimension).to(ScalarType.Float64), common = golden.U($"{name}.shift", dimension).to(ScalarType.Float64);
        Tensor rows = 0.4 + 0.3 * own + shift * common;
        return new(count, dimension, (rows + 0.5 * rows.roll(1, 1)).data<double>().ToArray());
    }

    private static void Close(DenseGolden golden, string name, Tensor actual, double limit) =>
        Close(golden, name, actual.contiguous().data<double>().ToArray(), limit);

    private static void Close(DenseGolden golden, string name, double actual, double limit) => Close(golden, name, [actual], limit);

    // Relative to the golden's largest magnitude, also below 1.
    private static void Close(DenseGolden golden, string name, double[] actual, double limit)
    {
        double[] expected = golden.Doubles(name);
        GoldenReport.Close(golden.Name, name, expected, actual, limit * Math.Min(1, expected.Max(Math.Abs)));
    }
}
