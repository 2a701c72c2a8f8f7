using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Vision.Checkpoints.KeyMaps;

/// <summary>What an import is told beyond what the checkpoint says.</summary>
public sealed record ImportOptions
{
    /// <summary>null: as the tensors' names say.</summary>
    public PublishedFamily? Family { get; init; }

    /// <summary>The network with its classes; null: as the tensors' shapes and the checkpoint's settings say.</summary>
    public IDescribedNetwork? Model { get; init; }

    /// <summary>Name that the model is served under; null: the file's.</summary>
    public string? Name { get; init; }

    /// <summary>Candidates that a point detector samples, which no tensor tells.</summary>
    public int? Candidates { get; init; }

    /// <summary>Height and width in pixels that the image branch's position tables are made for.</summary>
    public PictureSize? TableSize { get; init; }

    /// <summary>Class names in the order of the network's outputs; null: those of the data set with so many classes.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Modalities of a segmentation network that starts from one of pictures; null: rgb and depth.</summary>
    public IReadOnlyList<string>? Modalities { get; init; }

    /// <summary>For weights that are made new.</summary>
    public ulong Seed { get; init; }

    /// <summary>Leave out tensors that the network does not know.</summary>
    public bool DropUnexpected { get; init; }
}

/// <summary>A checkpoint of elsewhere as one of our models.</summary>
/// <param name="Weights">by canonical name, in the module's order; read when asked for, as long as the file is open</param>
public sealed record ImportedModel(IDescribedNetwork Model, OrderedDictionary<string, StoredWeight> Weights, ImportReport Report)
{
    /// <summary>Writes a model folder.</summary>
    /// <exception cref="InvalidInputException">something is missing, unexpected or of another shape</exception>
    public void Save(string folder)
    {
        Report.ThrowUnlessComplete();
        Model.Write(folder, Weights);
    }
}

/// <summary>Reads published checkpoints of detection, segmentation and translation, and of the classifiers that they start from, as our models.</summary>
public static class CheckpointImport
{
    /// <exception cref="InvalidInputException">the file holds none of these networks, or does not say enough about it</exception>
    public static ImportedModel Read(WeightFile file, ImportOptions? options = null)
    {
        options ??= new();
        ModelWeights found = ModelWeights.In(file);
        PublishedFamily family = options.Family ?? PublishedFamilies.Of(found);
        OrderedDictionary<string, StoredWeight> weights = family switch
        {
            PublishedFamily.HuggingFaceYolos => HuggingFaceYolos.ToOfficial(found.Weights),
            PublishedFamily.HuggingFaceSegFormer => HuggingFaceSegFormer.ToOfficial(found.Weights),
            PublishedFamily.MixTransformer => MixTransformerStart.Named(found.Weights),
            _ => new(found.Weights),
        };
        IDescribedNetwork model = options.Model ?? Describe(file, family, weights, options);
        OrderedDictionary<string, long[]> wanted = NetworkShapes.Of(model);

        ImportReport report = new(file.Path, family, found.Container, found.Wrapped);
        switch (family)
        {
            case PublishedFamily.Deit when model is DescribedModel detector:
                (weights, List<string> made) = DeitStart.ToYolos(found.Weights, detector.ImageConfig(), wanted, options.Seed);
                report = report with { Made = made, LeftOut = [.. found.Weights.Keys.Where(DeitStart.IsLeftOut)] };
                break;
            case PublishedFamily.MixTransformer or PublishedFamily.HuggingFaceSegFormer when model is DescribedDense { Description.Family: DenseFamilies.Segformer } segmentation:
                (weights, report) = MixTransformerStart.Spread(weights, segmentation.SegFormerConfig(), wanted, options.Seed, report);
                break;
            case PublishedFamily.ResNet when model is DescribedDense:
                (weights, report) = ResNetStart.Spread(found.Weights, wanted, options.Seed, report);
                break;
        }

        return Compare(model, weights, wanted, found, report, options.DropUnexpected);
    }

    private static ImportedModel Compare(
        IDescribedNetwork model, OrderedDictionary<string, StoredWeight> weights, OrderedDictionary<string, long[]> wanted, ModelWeights found,
        ImportReport report, bool dropUnexpected)
    {
        List<string> matched = [], reshaped = [], missing = [], misshapen = [];
        OrderedDictionary<string, StoredWeight> arranged = new(StringComparer.Ordinal);
        HashSet<StoredWeight> asFound = new(found.Weights.Values, ReferenceEqualityComparer.Instance);
        foreach (var (name, shape) in wanted)
        {
            if (!weights.TryGetValue(name, out StoredWeight? weight))
            {
                if (!KeyNames.IsStepCounter(name))
                    missing.Add(name);
                continue;
            }

            if (!weight.HasShape(shape))
                misshapen.Add($"{name} [{string.Join(", ", weight.Shape)}], wanted [{string.Join(", ", shape)}]");
            else if (!report.Made.Contains(name))
                (asFound.Contains(weight) ? matched : reshaped).Add(name);
            arranged.Add(name, weight);
        }

        string[] unknown = [.. weights.Keys.Where(name => !wanted.ContainsKey(name))];
        return new(model, arranged, report with
        {
            Matched = matched,
            Reshaped = reshaped,
            Missing = missing,
            Misshapen = misshapen,
            LeftOut = dropUnexpected ? [.. report.LeftOut, .. unknown] : report.LeftOut,
            Unexpected = dropUnexpected ? [] : unknown,
        });
    }

    private static IDescribedNetwork Describe(
        WeightFile file, PublishedFamily family, IReadOnlyDictionary<string, StoredWeight> weights, ImportOptions options)
    {
        string name = options.Name ?? Path.GetFileName(file.Path).Split('.')[0];
        switch (family)
        {
            case PublishedFamily.SegFormer or PublishedFamily.MixTransformer or PublishedFamily.HuggingFaceSegFormer:
                return Dense(SegFormerFromWeights.Describe(file.Path, weights, options));
            case PublishedFamily.RefineNet or PublishedFamily.ResNet:
                return Dense(RefineNetFromWeights.Describe(file.Path, weights, options));
            case PublishedFamily.TokenTranslation or PublishedFamily.ChannelUNet:
                throw new InvalidInputException($"{file.Path}: no tensor of family '{family.Name()}' tells its domains; --config names an experiment of configs/translation", "config");
            default:
                return Detector(file, family, weights, options, name);
        }

        DescribedDense Dense((DenseDescription Description, int Classes) told)
        {
            DescribedDense model = new(told.Description with { Name = name }, LabelsFor(told.Classes, options.Labels, file.Path), file.Path);
            model.Check();
            return model;
        }
    }

    private static DescribedModel Detector(
        WeightFile file, PublishedFamily family, IReadOnlyDictionary<string, StoredWeight> weights, ImportOptions options, string name)
    {
        DescriptionFromWeights seen = new(file.Path, weights, new CheckpointSettings(file));
        (ModelDescription description, int classes) = family switch
        {
            PublishedFamily.GroupFree => (new() { Family = ModelFolderBranches.GroupFree, GroupFree = seen.Points(options.Candidates) }, seen.PointClasses),
            PublishedFamily.TokenFusion => (Fused(seen, options), seen.PointClasses),
            PublishedFamily.Deit => (Picture(seen.Start(options.TableSize)), options.Labels?.Count ?? CocoClasses.Names.Count),
            _ => (Picture(seen.Image("", options.TableSize)), seen.ImageClasses),
        };
        description = description with { Name = name, Points = seen.CloudPoints };
        ModelDescriptionRules.Check(description, file.Path);
        return new(description, LabelsFor(classes, options.Labels, file.Path), file.Path);
    }

    private static ModelDescription Picture(YolosDescription image) => new() { Family = ModelFolderBranches.Yolos, Yolos = image };

    // The published detector stretches every picture to this size.
    private static ModelDescription Fused(DescriptionFromWeights seen, ImportOptions options) => new()
    {
        Family = ModelFolderBranches.TokenFusion,
        GroupFree = seen.Points(options.Candidates),
        Yolos = seen.Image(CheckpointParts.FusedImageName(""), options.TableSize) with { Picture = [730, 530] },
        Exchange = seen.Exchange(),
    };

    private static IReadOnlyList<string> LabelsFor(int classes, IReadOnlyList<string>? given, string source)
    {
        IReadOnlyList<string> labels = given ?? (classes switch
        {
            10 => ObjectClasses.SunRgbd.Names,
            18 => ObjectClasses.ScanNet.Names,
            19 => DenseDatasets.ClassNames("cityscapes"),
            37 => DenseDatasets.ClassNames("sunrgbd37"),
            40 => Nyu40.Names,
            91 => CocoClasses.Names,
            _ => throw new InvalidInputException($"{source}: no known data set has {classes} classes; --labels names a file with one a line", "labels"),
        });
        return labels.Count == classes ? labels : throw new InvalidInputException($"{source}: {labels.Count} labels for {classes} classes", "labels");
    }
}
