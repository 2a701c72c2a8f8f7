using System.Text.Json;
using Fuse3D.Vision.Models.ChannelUNet;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

/// <summary>What golden cases of CEN's image translation say about their networks and inputs.</summary>
internal static class ChannelUNetGolden
{
    public static ChannelUNetGenerator Generator(DenseGolden golden)
    {
        JsonElement constructor = golden.Json("constructor");
        bool exchanges = constructor.GetProperty("use_exchange").GetBoolean();
        var config = new ChannelUNetConfig
        {
            Modalities = Modalities(golden),
            Width = constructor.GetProperty("ngf").GetInt32(),
            Exchange = exchanges ? new() { Threshold = constructor.GetProperty("insnorm_threshold").GetSingle() } : null,
            Dropout = 0,
        };
        return golden.LoadInto(new ChannelUNetGenerator(config), "state_dict_generator");
    }

    public static ChannelUNetDiscriminator Discriminator(DenseGolden golden)
    {
        var network = new ChannelUNetDiscriminator(width: golden.Json("constructor").GetProperty("ndf").GetInt32());
        return golden.LoadInto(network, "state_dict_discriminator", seed: golden.Json("discriminator_seed").GetUInt64(), adjusted: false);
    }

    public static Tensor[] Inputs(DenseGolden golden) =>
        [.. Enumerable.Range(0, Modalities(golden)).Select(m => golden.U($"input.{m}", Shape(golden)))];

    public static Tensor Target(DenseGolden golden) => golden.U("target", Shape(golden));

    private static int Modalities(DenseGolden golden) => golden.Json("constructor").GetProperty("num_parallel").GetInt32();

    private static long[] Shape(DenseGolden golden) => golden.Json("input_shape").Deserialize<long[]>()!;
}
