using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Tests.Dense;

namespace Fuse3D.Vision.Tests.Checkpoints;

public sealed class HalfWeightsTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_FloatWeights_KeepsElevenBitsAndTheModel()
    {
        ModelFolder source = Model(values => values);
        long bytes = HalfWeights.Write(source, _folder.At("half"));

        ModelFolder half = ModelFolder.Open(_folder.At("half"));
        using WeightFile before = WeightFile.Open(source.WeightsPath), after = WeightFile.Open(half.WeightsPath);
        Assert.Equal(before.Weights.Keys, after.Weights.Keys);
        Assert.InRange(bytes, 0.49 * new FileInfo(source.WeightsPath).Length, 0.6 * new FileInfo(source.WeightsPath).Length);
        foreach (var (name, weight) in before.Weights.Where(weight => weight.Value.Type == ElementType.Float32))
        {
            Assert.Equal(ElementType.Float16, after.Weights[name].Type);
            Assert.All(weight.ToWeight().Values.Zip(after.Weights[name].ToWeight().Values), pair =>
                Assert.True(Math.Abs(pair.First - pair.Second) <= Math.Max(Math.Abs(pair.First) / 2048, 1e-7), $"{name}: {pair}"));
        }

        Assert.Equal(source.Labels, half.Labels);
        Assert.NotNull(half.LoadPoints());
    }

    [Fact]
    public void Write_DenseModel_KeepsItsDescriptionAndLabels()
    {
        DenseModelFolder source = DenseModelFolder.Open(TinyDense.Write(_folder.At("model"), TinyDense.Segformer));

        long bytes = HalfWeights.Write(source, _folder.At("half"));

        DenseModelFolder half = DenseModelFolder.Open(_folder.At("half"));
        Assert.InRange(bytes, 0.4 * new FileInfo(source.WeightsPath).Length, 0.8 * new FileInfo(source.WeightsPath).Length);
        Assert.Equal(source.Model.Labels, half.Model.Labels);
        using DenseNetwork network = DenseNetwork.Load(half);
        Assert.Equal(source.Model.Modalities.Count, network.Modalities);
    }

    [Theory, InlineData(70_000f), InlineData(float.NaN)]
    public void Write_NumberThatHalfCannotHold_NamesIt(float wrong)
    {
        ModelFolder source = Model(values => [wrong, .. values[1..]]);

        string message = Assert.Throws<InvalidInputException>(() => HalfWeights.Write(source, _folder.At("half"))).Message;

        Assert.Contains("element 0 of ", message, StringComparison.Ordinal);
        Assert.Contains("65504", message, StringComparison.Ordinal);
    }

    private ModelFolder Model(Func<float[], float[]> change)
    {
        DescribedModel model = SmallDescription.Of(ModelFolderBranches.GroupFree);
        using var network = new GroupFreeNetwork(model.PointConfig());
        WeightTable weights = WeightTable.Of(network);
        WeightTable changed = new("changed", weights.Entries.Select((weight, i) =>
            KeyValuePair.Create(weight.Key, i == 0 ? weight.Value with { Values = change(weight.Value.Values) } : weight.Value)));
        ModelFolderWriter.Write(_folder.At("model"), model.Description, model.Labels, changed);
        return ModelFolder.Open(_folder.At("model"));
    }
}
