using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Models.SegFormer;
using Fuse3D.Vision.Models.TokenTranslation;

namespace Fuse3D.Vision.Configs;

/// <summary>What a dense model's description may say, so that a wrong value is named and does not become an index out of range.</summary>
internal static class DenseRules
{
    private const int MostModalities = 8, MostWidth = 8192, MostBlocks = 128;

    /// <exception cref="InvalidInputException">names the key, what it holds and what is allowed</exception>
    public static void Check(DescribedDense model)
    {
        DenseDescription given = model.Description;
        if (given.Name.Length == 0)
            throw model.Wrong("'name' is missing");
        if (!DenseFamilies.IsKnown(given.Family))
            throw model.Wrong($"family is '{given.Family}'; it may be {string.Join(", ", DenseFamilies.All)}");
        CheckSections(model, given);
        CheckModalities(model, given);
        CheckFusion(model, given);
        CheckPalette(model, given);
        Build(model, given.Family);
    }

    // A section of another family would be read by nobody.
    private static void CheckSections(DescribedDense model, DenseDescription given)
    {
        (string Family, object? Section)[] sections =
        [
            (DenseFamilies.Segformer, given.Segformer), (DenseFamilies.Refinenet, given.Refinenet), (DenseFamilies.Pspnet, given.Pspnet),
            (DenseFamilies.Deeplab, given.Deeplab), (DenseFamilies.TokenTranslation, given.TokenTranslation), (DenseFamilies.ChannelUnet, given.ChannelUnet),
        ];
        foreach (var (family, section) in sections)
        {
            if (section is not null && family != given.Family)
                throw model.Wrong($"section '{family}' in a model of family '{given.Family}'");
        }

        Only("tokens", given.Tokens is not null, DenseFamilies.HasTokens(given.Family));
        Only("channels", given.Channels is not null, given.Family is DenseFamilies.Refinenet or DenseFamilies.Pspnet or DenseFamilies.ChannelUnet);
        Only("asymmetric", given.Asymmetric, !DenseFamilies.HasTokens(given.Family));
        Only("baseline", given.Baseline is not null, given.Family is DenseFamilies.Refinenet or DenseFamilies.Pspnet or DenseFamilies.ChannelUnet);
        Only("target", given.Target is not null, !model.IsSegmentation);
        Only("palette", given.Palette is not null, model.IsSegmentation);

        void Only(string key, bool isGiven, bool allowed)
        {
            if (isGiven && !allowed)
                throw model.Wrong($"'{key}' says nothing to family '{given.Family}'");
        }
    }

    private static void CheckModalities(DescribedDense model, DenseDescription given)
    {
        Within(model, "number of modalities", given.Modalities.Count, 1, MostModalities);
        if (given.Modalities.FirstOrDefault(m => m.Name.Length == 0) is not null)
            throw model.Wrong("a modality has no name");
        if (given.Modalities.GroupBy(m => m.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw model.Wrong($"modality '{twice.Key}' is there twice");
        foreach (ModalityDescription modality in given.Modalities)
        {
            if (modality is not { StoredPerMetre: > 0 and <= 1e6, Baseline: > 0 and <= 1e3, Focal: > 0 and <= 1e6 })
                throw model.Wrong($"modality '{modality.Name}': stored_per_metre, baseline and focal must be above 0, and at most 1000000, 1000 and 1000000");
            if (!model.IsSegmentation && modality.Form is not null)
                throw model.Wrong($"modality '{modality.Name}': 'form' is for segmentation; translation has one form");
        }

        if (model.IsSegmentation)
            return;
        foreach (string domain in given.Modalities.Select(m => m.Name).Append(given.Target ?? throw model.Wrong("'target' is missing: the domain to be made")))
        {
            if (!TaskonomyDomain.All.Any(known => known.Name == domain))
                throw model.Wrong($"'{domain}' is no domain; known: {string.Join(", ", TaskonomyDomain.All.Select(d => d.Name))}");
        }
    }

    private static void CheckFusion(DescribedDense model, DenseDescription given)
    {
        if (given.Tokens is { } tokens)
        {
            Share(model, "tokens.threshold", tokens.Threshold);
            Share(model, "tokens.share", tokens.Share);
            Share(model, "tokens.channel_threshold", tokens.ChannelThreshold ?? 0, most: 1000);
            if (tokens.ChannelThreshold is not null && given.Modalities.Count < 2)
                throw model.Wrong("tokens.channel_threshold: channels are exchanged between modalities, and the model has one");
            if (tokens.TableSize is { } size && (size.Count != 2 || size.Any(side => side is < 1 or > 4096)))
                throw model.Wrong($"tokens.table_size is {string.Join(", ", size)}; height and width in pixels, 1 to 4096, are wanted");
        }

        if (given.Channels is { } channels)
        {
            Share(model, "channels.threshold", channels.Threshold ?? 0, most: 1000);
            Share(model, "channels.random_share", channels.RandomShare ?? 0);
        }
    }

    private static void CheckPalette(DescribedDense model, DenseDescription given)
    {
        if (given.Palette is not { } palette)
            return;
        if (palette.Count != model.Labels.Count)
            throw model.Wrong($"palette has {palette.Count} colours for {model.Labels.Count} classes");
        if (palette.FirstOrDefault(colour => colour.Count != 3 || colour.Any(value => value is < 0 or > 255)) is { } wrong)
            throw model.Wrong($"palette: [{string.Join(", ", wrong)}] is no colour; red, green and blue, 0 to 255, are wanted");
    }

    // Every choice by name is made once, and the sizes are looked at.
    private static void Build(DescribedDense model, string family)
    {
        if (model.IsSegmentation)
            _ = model.Forms();
        _ = model.Sparsity;
        switch (family)
        {
            case DenseFamilies.Segformer:
                SegFormerConfig segformer = model.SegFormerConfig();
                Stages(model, SegFormerConfig.Stages, segformer.Widths, segformer.Heads, segformer.Depths, segformer.Reductions);
                Within(model, "decoder_width", segformer.DecoderWidth, 1, MostWidth);
                Rates(model, segformer.Dropout, segformer.DropPath);
                break;
            case DenseFamilies.TokenTranslation:
                TokenTranslationConfig translation = model.TokenTranslationConfig();
                Stages(model, TokenTranslationConfig.Stages, translation.Widths, translation.Heads, translation.Depths, translation.Reductions);
                Rates(model, translation.DropPath);
                break;
            case DenseFamilies.Refinenet:
                model.RefineNetConfig().Encoder.Require();
                Rates(model, model.RefineNetConfig().Dropout);
                break;
            case DenseFamilies.Pspnet:
                model.PspNetConfig().Encoder.Require();
                Within(model, "pspnet.width", model.PspNetConfig().Width, 1, MostWidth);
                Positive(model, "pspnet.bins", model.PspNetConfig().Bins, 64);
                Rates(model, model.PspNetConfig().Dropout);
                break;
            case DenseFamilies.Deeplab:
                Within(model, "deeplab.middle_blocks", model.DeepLabConfig().MiddleBlocks, 0, MostBlocks);
                Within(model, "deeplab.width", model.DeepLabConfig().Width, 1, MostWidth);
                Within(model, "deeplab.fine_width", model.DeepLabConfig().FineWidth, 1, MostWidth);
                Positive(model, "deeplab.rates", model.DeepLabConfig().Rates, 256);
                Rates(model, model.DeepLabConfig().Dropout);
                break;
            default:
                model.ChannelUNetConfig().Require();
                Within(model, "channel_unet.width", model.ChannelUNetConfig().Width, 1, MostWidth);
                Rates(model, model.ChannelUNetConfig().Dropout);
                break;
        }
    }

    private static void Stages(
        DescribedDense model, int stages, IReadOnlyList<int> widths, IReadOnlyList<int> heads, IReadOnlyList<int> depths, IReadOnlyList<int> reductions)
    {
        foreach (var (key, values, most) in new[] { ("widths", widths, MostWidth), ("heads", heads, MostWidth), ("depths", depths, MostBlocks), ("reductions", reductions, 64) })
        {
            if (values.Count != stages)
                throw model.Wrong($"{key} are {string.Join(", ", values)}; {stages} numbers are wanted, one of each stage");
            Positive(model, key, values, most);
        }

        for (int i = 0; i < stages; i++)
        {
            if (widths[i] % heads[i] != 0 || widths[i] % 4 != 0)
                throw model.Wrong($"width {widths[i]} of stage {i + 1} must be a multiple of its {heads[i]} heads, and of 4");
        }
    }

    private static void Positive(DescribedDense model, string key, IReadOnlyList<int> values, int most)
    {
        if (values.Count == 0 || values.Any(value => value < 1 || value > most))
            throw model.Wrong($"{key} are {string.Join(", ", values)}; each may be 1 to {most}");
    }

    private static void Rates(DescribedDense model, params ReadOnlySpan<double> rates)
    {
        foreach (double rate in rates)
        {
            if (rate is not (>= 0 and < 1))
                throw model.Wrong(FormattableString.Invariant($"a dropout is {rate}; it may be 0 to 1, exclusive"));
        }
    }

    private static void Share(DescribedDense model, string key, double value, double most = 1)
    {
        if (!(value >= 0 && value <= most))
            throw model.Wrong(FormattableString.Invariant($"{key} is {value}; it may be 0 to {most}"));
    }

    private static void Within(DescribedDense model, string key, int value, int least, int most)
    {
        if (value < least || value > most)
            throw model.Wrong($"{key} is {value}; it may be {least} to {most}");
    }
}
