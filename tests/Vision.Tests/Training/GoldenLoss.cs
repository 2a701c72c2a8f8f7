using System.Text.Json;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Tests.Golden;
using Fuse3D.Vision.Tests.Models;
using Fuse3D.Vision.Training.Losses;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>A golden case of a loss: predictions, targets and options in; terms and gradients out.</summary>
internal sealed class GoldenLoss : IDisposable
{
    private const double TermLimit = 1e-5, GradientLimit = 1e-5;

    private static readonly string[] NoOutputs = ["out_", "grad_", "match", "target", "empty_"];

    private readonly GoldenModel _file;
    private readonly JsonElement _arguments;

    public GoldenLoss(string name)
    {
        _file = new GoldenModel(name);
        _arguments = JsonSerializer.Deserialize<JsonElement>(_file.Metadata.GetValueOrDefault("args", "{}"));
        Outputs = _file.Entries.Where(entry => !NoOutputs.Any(start => entry.Name.StartsWith(start, StringComparison.Ordinal)))
            .ToDictionary(entry => entry.Name, Read);
    }

    public GoldenModel File => _file;

    /// <summary>What the network said, by name; floats are leaves that take gradients.</summary>
    public Dictionary<string, Tensor> Outputs { get; }

    /// <summary>Terms that the case lists, by name, without "out_".</summary>
    public IEnumerable<string> Terms => Names("out_").Where(name => _file.Shape("out_" + name) is [1]);

    public GroupFreeLossOptions Options() => new()
    {
        MeanSizes = [.. JsonSerializer.Deserialize<double[][]>(_file.Metadata["mean_size_arr"])!.SelectMany(size => size.Select(value => (float)value))],
        SeedWeight = Number("query_points_generator_loss_coef"),
        ObjectnessWeight = Number("obj_loss_coef"),
        BoxWeight = Number("box_loss_coef"),
        ClassWeight = Number("sem_cls_loss_coef"),
        Centre = Kind("center_loss_type"),
        CentreDelta = Number("center_delta"),
        Size = Kind("size_loss_type"),
        SizeDelta = Number("size_delta"),
        Heading = Kind("heading_loss_type"),
        HeadingDelta = Number("heading_delta"),
        ClosestSeeds = (int)Number("query_points_obj_topk"),
    };

    public DetectionTargets Targets() => new()
    {
        CenterLabel = Outputs["center_label"].detach(),
        HeadingClass = Outputs["heading_class_label"],
        HeadingResidual = Outputs["heading_residual_label"].detach(),
        SizeClass = Outputs["size_class_label"],
        SizeResidual = Outputs["size_residual_label"].detach(),
        SizeGts = Outputs["size_gts"].detach(),
        SemanticClass = Outputs["sem_cls_label"],
        BoxMask = Outputs["box_label_mask"].detach(),
        PointObjectMask = Outputs["point_obj_mask"],
        PointInstance = Outputs["point_instance_label"],
    };

    /// <summary>2D targets: labels [n] and boxes [n, 4] in parts of the picture.</summary>
    public static IReadOnlyList<PictureTarget> Pictures(int[] labels, float[] boxes) =>
        [.. labels.Select((label, i) => new PictureTarget(label, boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3]))];

    public void CompareTerm(string term, double actual)
    {
        double expected = _file.Floats(term)[0], scale = expected == 0 ? 1 : Math.Abs(expected), deviation = Math.Abs(actual - expected) / scale;
        GoldenReport.Record(_file.Name, term, deviation, TermLimit);
        Assert.True(deviation <= TermLimit, $"{_file.Name}: {term} is {actual}, golden {expected}");
    }

    /// <summary>Compares the gradients of every prediction that the case lists.</summary>
    public void CompareGradients()
    {
        string[] names = [.. Names("grad_")];
        Assert.NotEmpty(names);
        foreach (string name in names)
            CompareGradient("grad_" + name, Outputs[name].grad!, every: 1);
    }

    /// <param name="every">rows that the case keeps</param>
    public void CompareGradient(string name, Tensor gradient, int every)
    {
        using var scope = NewDisposeScope();
        long rows = gradient.shape[1];
        var kept = every == 1 ? gradient : gradient.index_select(1, arange(0, rows, every));
        Assert.Equal(_file.Shape(name), kept.shape);
        GoldenReport.Close(_file.Name, name, _file.Floats(name), kept.contiguous().data<float>().ToArray(), GradientLimit);
    }

    public void CompareNumbers(string name, Tensor actual) =>
        GoldenReport.Equal<int>(_file.Name, name, _file.Integers(name), [.. actual.to(ScalarType.Int32).contiguous().data<int>()]);

    public void Dispose() => _file.Dispose();

    private IEnumerable<string> Names(string start) =>
        _file.Entries.Where(entry => entry.Name.StartsWith(start, StringComparison.Ordinal)).Select(entry => entry.Name[start.Length..]);

    private Tensor Read(SafetensorsEntry entry) => entry.Type == ElementType.Float32
        ? _file.Tensor(entry.Name).requires_grad_()
        : tensor(_file.Integers(entry.Name).Select(value => (long)value).ToArray(), _file.Shape(entry.Name));

    private double Number(string argument) => _arguments.GetProperty(argument).GetDouble();

    private Distance Kind(string argument) => _arguments.GetProperty(argument).GetString() switch
    {
        "smoothl1" => Distance.SmoothL1,
        "l1" => Distance.L1,
        var other => throw new ArgumentException($"an unknown distance: {other}"),
    };
}
