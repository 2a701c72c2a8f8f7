using Fuse3D.Vision.Fusion;

namespace Fuse3D.Vision.Checkpoints.KeyMaps;

/// <summary>Whose names a checkpoint uses.</summary>
public enum PublishedFamily
{
    GroupFree,
    Yolos,
    TokenFusion,

    /// <summary>A classifier that an image branch starts from.</summary>
    Deit,

    /// <summary>YOLOS under the names of Hugging Face's transformers.</summary>
    HuggingFaceYolos,

    /// <summary>TokenFusion's segmentation network.</summary>
    SegFormer,

    /// <summary>A Mix Transformer, or a whole SegFormer of one modality, under its authors' names, that a network of several starts from.</summary>
    MixTransformer,

    /// <summary>The same under the names of Hugging Face's transformers.</summary>
    HuggingFaceSegFormer,

    /// <summary>RefineNet of CEN or AsymFusion.</summary>
    RefineNet,

    /// <summary>A ResNet classifier under the names of torchvision, that a RefineNet or a PSPNet starts from.</summary>
    ResNet,

    /// <summary>TokenFusion's generator of translation.</summary>
    TokenTranslation,

    /// <summary>The U-Net of CEN and AsymFusion.</summary>
    ChannelUNet,
}

/// <summary>Spellings of <see cref="PublishedFamily"/>, and how to tell one from the names of tensors.</summary>
public static class PublishedFamilies
{
    private static readonly (string Spelling, PublishedFamily Family)[] Spellings =
    [
        (ModelFolderBranches.GroupFree, PublishedFamily.GroupFree),
        (ModelFolderBranches.Yolos, PublishedFamily.Yolos),
        (ModelFolderBranches.TokenFusion, PublishedFamily.TokenFusion),
        ("deit", PublishedFamily.Deit),
        ("hf_yolos", PublishedFamily.HuggingFaceYolos),
        (DenseFamilies.Segformer, PublishedFamily.SegFormer),
        ("mit", PublishedFamily.MixTransformer),
        ("hf_segformer", PublishedFamily.HuggingFaceSegFormer),
        (DenseFamilies.Refinenet, PublishedFamily.RefineNet),
        ("resnet", PublishedFamily.ResNet),
        (DenseFamilies.TokenTranslation, PublishedFamily.TokenTranslation),
        (DenseFamilies.ChannelUnet, PublishedFamily.ChannelUNet),
    ];

    public static IEnumerable<string> Names => Spellings.Select(entry => entry.Spelling);

    public static string Name(this PublishedFamily family) => Spellings.First(entry => entry.Family == family).Spelling;

    /// <exception cref="InvalidInputException">there is no such family</exception>
    public static PublishedFamily Parse(string name) => Array.FindIndex(Spellings, entry => entry.Spelling == name) is >= 0 and int at
        ? Spellings[at].Family : throw new InvalidInputException($"family '{name}'; it may be {string.Join(", ", Names)}", "family");

    /// <exception cref="InvalidInputException">the names are none that is known</exception>
    public static PublishedFamily Of(ModelWeights model)
    {
        IReadOnlyDictionary<string, StoredWeight> weights = model.Weights;
        bool Has(string name) => weights.ContainsKey(name);

        if (HuggingFaceYolos.Matches(weights.Keys))
            return PublishedFamily.HuggingFaceYolos;
        if (HuggingFaceSegFormer.Matches(weights.Keys))
            return PublishedFamily.HuggingFaceSegFormer;
        if (Has("encoder.patch_embed1.proj.module.weight"))
            return PublishedFamily.SegFormer;
        if (Has("patch_embed1.proj.weight") || Has("backbone.patch_embed1.proj.weight"))
            return PublishedFamily.MixTransformer;
        if (Has("clf_conv.module.weight") || Has("clf_conv.conv_0.weight"))
            return PublishedFamily.RefineNet;
        if (Has("layer1.0.conv1.weight") && Has("bn1.weight"))
            return PublishedFamily.ResNet;
        if (Has("patch_embed_enc.0.proj.module.weight"))
            return PublishedFamily.TokenTranslation;
        if (Has("deconv1.deconv.module.weight"))
            return PublishedFamily.ChannelUNet;
        if (Has("img_backbone.pos_embed"))
            return PublishedFamily.TokenFusion;
        if (Has("backbone.det_token"))
            return PublishedFamily.Yolos;
        if (Has("decoder_key_proj.weight"))
            return PublishedFamily.GroupFree;
        if (Has("pos_embed") && Has("blocks.0.attn.qkv.weight"))
            return PublishedFamily.Deit;
        throw new InvalidInputException(
            $"{model.Source}: names such as {string.Join(", ", weights.Keys.Take(3))} belong to none of {string.Join(", ", Names)}; --family says which it is");
    }
}
