using System.Runtime.InteropServices;
using Fuse3D.Client;
using Fuse3D.Services.Fusion;
using Fuse3D.Services.Tests.Cli;
using Fuse3D.Services.Tests.Support;
using Fuse3D.V1;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Tests.Golden;
using Google.Protobuf;

namespace Fuse3D.Services.Tests.Fusion;

/// <summary>The fused detector behind its services gives the reference's heads.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenFusionTests : IDisposable
{
    private const double HeadLimit = 1e-4;   // float32, another BLAS: the golden README's limit for heads and 2D outputs
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    private static readonly string[] NoHurry = ["--image-timeout", "120", "--point-timeout", "120"];   // the larger networks, on a busy machine

    [SkippableTheory]
    [MemberData(nameof(GoldenCases.Of), "tf_sunrgbd", MemberType = typeof(GoldenCases))]
    public async Task Detect_InOneProcessAndInThree_MatchesReferenceWithTheSameBits(string name)
    {
        using var golden = new GoldenFrame(name);
        string model = golden.WriteModel(_temporary);
        DetectRequest request = golden.Request(scene: 0), inline = request.Clone();
        inline.Options.InlineOnly = true;

        DetectReply here = await InThisProcess(model, request);
        await using var three = await ThreeProcesses.StartAsync(model, NoHurry);
        using var client = DetectorClient.ForFusion(three.Fusion.Grpc, new() { Timeout = Patience });
        DetectReply shared = await client.DetectAsync(request), inMessages = await client.DetectAsync(inline);

        AssertHeads(golden, here, scene: 0);
        Assert.Equal([Transport.SharedMemory, Transport.SharedMemory], shared.TransportUsed.Select(used => used.Transport));
        Assert.Equal([Transport.Inline, Transport.Inline], inMessages.TransportUsed.Select(used => used.Transport));
        Assert.Equal(here.RawHeads, shared.RawHeads);
        Assert.Equal(here.RawHeads, inMessages.RawHeads);
        Assert.Equal(here.Detections3D, shared.Detections3D);
        Assert.Equal(here.Detections2D, inMessages.Detections2D);
        Assert.Equal(golden.Substituted(), shared.Exchange.Layers.Select(layer => (int)layer.Replaced).Take(golden.Substituted().Length));
    }

    [SkippableFact]
    [Trait("Category", "RealData")]
    public async Task Detect_TheFrameAsItWasRecorded_MatchesReference()
    {
        using var golden = new GoldenFrame(RealCase());
        DetectRequest request = golden.Request(scene: 0);
        request.Views[0].Image = new() { Encoding = "jpeg", Data = ByteString.CopyFrom(File.ReadAllBytes(RealData.PathOf("sunrgbd/000017.jpg"))) };

        AssertHeads(golden, await InThisProcess(golden.WriteModel(_temporary), request), scene: 0);
    }

    [SkippableTheory]
    [InlineData(true), InlineData(false)]
    [Trait("Category", "RealData")]
    public async Task Detect_ByTheCommandLineThroughThreeProcesses_MatchesReference(bool sharedMemory)
    {
        using var golden = new GoldenFrame(RealCase());
        string cloud = _temporary.File("000017.npy"), heads = _temporary.File("heads.safetensors");
        Npy.Write(cloud, ElementType.Float32, [golden.File["point_clouds"].Shape[1], 3], golden.File.ReadBytes("point_clouds"));
        string[] frame = [cloud, "--image", RealData.PathOf("sunrgbd/000017.jpg"), "--calib", RealData.PathOf("sunrgbd/000017.json")];
        await using var three = await ThreeProcesses.StartAsync(golden.WriteModel(_temporary), NoHurry);
        string[] options = ["--server", three.Fusion.Grpc.ToString(), "--timeout", "120", "--json", "--heads", heads, .. sharedMemory ? (string[])[] : ["--inline"]];

        (int exit, string output, string error) = await CommandLine.RunAsync(["detect", .. frame, .. options]);

        Assert.True(exit == 0, error);
        Transport transport = sharedMemory ? Transport.SharedMemory : Transport.Inline;
        Assert.Equal([transport, transport], DetectReply.Parser.ParseJson(output).TransportUsed.Select(used => used.Transport));
        using SafetensorsFile written = SafetensorsFile.Open(heads);
        AssertHeads(golden, ReplyOf(written), scene: 0);
    }

    private static DetectReply ReplyOf(SafetensorsFile heads)
    {
        DetectReply reply = new();
        foreach (SafetensorsEntry head in heads.Entries)
        {
            DataType type = head.Type == ElementType.Float32 ? DataType.Float32 : DataType.Int32;
            reply.RawHeads.Add(new NamedTensor
            {
                Name = head.Name,
                Tensor = new() { Dtype = type, Shape = { head.Shape }, Inline = ByteString.CopyFrom(heads.ReadBytes(head.Name)) },
            });
        }

        return reply;
    }

    private static string RealCase() => (string)GoldenCases.Of("tf_sunrgbd_L6_O256_tiny").Cast<object[]>().First()[0];

    private static async Task<DetectReply> InThisProcess(string model, DetectRequest request)
    {
        await using RunningHost fusion = await RunningHost.StartAsync(
            args => FusionHost.Build(args), ["--model", model, "--points", "local", "--image", "local", .. NoHurry]);
        using var client = DetectorClient.ForFusion(fusion.Grpc, new() { Timeout = Patience });
        return await client.DetectAsync(request);
    }

    private static void AssertHeads(GoldenFrame golden, DetectReply reply, int scene)
    {
        Assert.False(reply.Degraded);
        var heads = reply.RawHeads.Where(head => golden.File.TryGet(head.Name, out _)).ToDictionary(head => head.Name, head => head.Tensor);
        Assert.True(heads.Count > 10, $"only {heads.Count} heads came");
        int[] order = Order(golden.Indices("query_points_sample_inds", scene), Values<int>(heads["query_points_sample_inds"]));
        foreach (var (name, tensor) in heads.Where(head => head.Value.Dtype == DataType.Float32))
        {
            float[] actual = Values<float>(tensor);
            if (tensor.Shape[0] == order.Length && !name.StartsWith("pred_", StringComparison.Ordinal))
                actual = Reordered(actual, order);
            Closeness found = Closeness.Of<float>(golden.Expected(name, scene), actual, HeadLimit);
            Assert.True(found.Beyond == 0, $"{name}: {found.Beyond} of {actual.Length} values beyond the limit, worst {found.Worst}");
        }
    }

    // Candidates of nearly equal score may come in another order: row i of the golden is row order[i] of the reply.
    private static int[] Order(int[] expected, int[] actual)
    {
        Assert.Equal(expected.Order(), actual.Order());
        return [.. expected.Select(seed => Array.IndexOf(actual, seed))];
    }

    private static float[] Reordered(float[] rows, int[] order)
    {
        int width = rows.Length / order.Length;
        return [.. order.SelectMany(row => rows.AsSpan(row * width, width).ToArray())];
    }

    private static T[] Values<T>(Tensor tensor)
        where T : struct => MemoryMarshal.Cast<byte, T>(tensor.Inline.Span).ToArray();
}
