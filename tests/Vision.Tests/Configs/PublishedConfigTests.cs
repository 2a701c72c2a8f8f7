using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Models.Yolos;
using Fuse3D.Vision.Tests.Golden;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Configs;

public class PublishedConfigTests
{
    // Millions of parameters, as the papers' code counts them. Candidates have none, so O256 and O512 agree.
    private static readonly Dictionary<string, double> Published = new()
    {
        ["scannet_groupfree_L6_O256"] = 14.474,
        ["scannet_groupfree_L12_O256"] = 27.768,
        ["scannet_groupfree_L12_O256_w2x"] = 29.557,
        ["scannet_groupfree_L12_O512_w2x"] = 29.557,
        ["sunrgbd_groupfree_L6_O256"] = 14.363,
        ["coco_yolos_tiny"] = 6.489,
        ["coco_yolos_small"] = 30.685,
        ["coco_yolos_small_dwr"] = 27.562,
        ["coco_yolos_base"] = 127.798,
        ["sunrgbd_tokenfusion_L6_O256_tiny"] = 22.430,
    };

    // Fused sizes that no paper counts.
    private static readonly string[] Uncounted =
        ["sunrgbd_tokenfusion_L12_O512_small", "scannet_tokenfusion_L6_O256_tiny", "scannet_tokenfusion_L12_O512_w2x_small"];

    public static TheoryData<string> Files() => [.. Names];

    private static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    private static string Folder => Path.Combine(SharedFolder.Repository, "configs", "detection");

    [Fact]
    public void Folder_HoldsEveryPublishedConfiguration() =>
        Assert.Superset(Published.Keys.Concat(Uncounted).ToHashSet(), Names.ToHashSet());

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_EachFile_MakesItsNetworkWithThePublishedNumberOfParameters(string name)
    {
        RunConfig config = RunConfig.Load(Path.Combine(Folder, name + ".yaml"));
        using nn.Module network = Network(config);
        long parameters = network.parameters().Sum(parameter => parameter.numel());

        Assert.Equal(name, config.Name);
        if (Published.TryGetValue(name, out double millions))
            Assert.Equal(millions, Math.Round(parameters / 1e6, 3));
        else
            Assert.Contains(name, Uncounted);
    }

    [Fact]
    public void Load_SunRgbdWithTheSmallImageBranch_CountsAsTheSpecification()
    {
        RunConfig config = RunConfig.Load(Path.Combine(Folder, "sunrgbd_tokenfusion_L12_O512_small.yaml"), ["model.group_free.decoder_layers=6"]);
        using nn.Module network = Network(config);

        Assert.Equal(48.272, Math.Round(network.parameters().Sum(parameter => parameter.numel()) / 1e6, 3));
    }

    [Theory]
    [InlineData("coco_yolos_tiny"), InlineData("sunrgbd_tokenfusion_L6_O256_tiny")]
    public void Load_OtherChannelOrder_IsThatOfTheDataAndChecked(string name)
    {
        string path = Path.Combine(Folder, name + ".yaml");
        Assert.Equal(ChannelOrder.Rgb, ConfiguredRun.View(RunConfig.Load(path)).Colours.Order);
        Assert.Equal(ChannelOrder.Bgr, ConfiguredRun.View(RunConfig.Load(path, ["model.yolos.channel_order=bgr"])).Colours.Order);
        string failure = Assert.Throws<InvalidInputException>(() => RunConfig.Load(path, ["model.yolos.channel_order=brg"])).Message;
        Assert.Contains("channel_order is 'brg'; it may be rgb, bgr", failure, StringComparison.Ordinal);
    }

    private static nn.Module Network(RunConfig config) => config.Family switch
    {
        ModelFolderBranches.GroupFree => new GroupFreeNetwork(config.Described().PointConfig()),
        ModelFolderBranches.Yolos => new YolosNetwork(config.Described().ImageConfig()),
        _ => new TokenFusionNetwork(config.Described().FusionConfig()),
    };
}
