using System.Buffers.Binary;
using Fuse3D.Client;
using Fuse3D.Services.Tests.Support;
using Fuse3D.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Fuse3D.Services.Tests.Fusion;

/// <summary>A long stream with one frame in ten damaged: each is answered with its own status, and nothing is lost.</summary>
[Trait("Category", "Fault")]
public sealed class DamagedStreamTests : IDisposable
{
    private const int Frames = 500, Every = 10;
    private readonly TemporaryFolder _temporary = new();

    // What is done to a frame, and the field that its answer must name.
    private static readonly (Action<DetectRequest> Damage, string Field)[] Damages =
    [
        (frame => frame.Cloud.Data = ByteString.CopyFrom(frame.Cloud.Data.Span[..^5]), "cloud.data"),
        (frame => frame.Cloud.Data = WithNaN(frame.Cloud.Data), "cloud.data"),
        (frame => frame.Views[0].Camera.K[0] = 0, "views[0].camera.fx"),
        (frame => Jpeg(frame, half: true), "views[0].image.data"),
        (frame => frame.Cloud = new(), "cloud.data"),
        (HundredMegapixels, "views[0].image.data"),
        (frame => (frame.Views[0].Image.Width, frame.Views[0].Image.Height) = (10_000, 10_000), "views[0].image"),
        (frame => frame.Views[0].CameraFromPointsMatrix[5] = double.NaN, "views[0].camera_from_points_matrix"),
        (frame => frame.Views[0].Image.Encoding = "yuv422", "views[0].image.encoding"),
        (frame => frame.ClearScene(), "cloud"),
        (frame => frame.Options = new() { ScoreThreshold = 3 }, "options.score_threshold"),
    ];

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task DetectStream_OneFrameInTenDamaged_AnswersAllAndKeepsItsMemory()
    {
        await using var three = await ThreeProcesses.StartAsync(TinyModel.Write(_temporary));
        using var client = DetectorClient.ForFusion(three.Fusion.Grpc, new() { Timeout = TimeSpan.FromSeconds(30) });
        ChildService[] all = [three.Points, three.Image, three.Fusion];
        long[] before = [];
        int answered = 0;

        await foreach (DetectReply reply in client.DetectStreamAsync(Stream()))
        {
            Assert.Equal((ulong)answered, reply.Header.Sequence);
            AssertStatus(reply, answered);
            if (++answered == Frames / 2)
                before = [.. all.Select(child => child.WorkingSet)];   // warm: code compiled, pools filled
        }

        Assert.Equal(Frames, answered);
        for (int i = 0; i < all.Length; i++)
            Assert.InRange(all[i].WorkingSet - before[i], long.MinValue, 40 << 20);
    }

    private static void AssertStatus(DetectReply reply, int frame)
    {
        if (frame % Every != 0)
        {
            Assert.True(reply.Status.Code == 0, $"frame {frame}: {reply.Status.Message}");
            Assert.False(reply.Degraded);
            return;
        }

        string field = Damages[frame / Every % Damages.Length].Field;
        Assert.Equal((frame, (int)StatusCode.InvalidArgument, field), (frame, reply.Status.Code, reply.Status.Field));
        Assert.NotEmpty(reply.Status.Message);
        Assert.Empty(reply.Detections3D);
    }

    private static async IAsyncEnumerable<DetectRequest> Stream()
    {
        for (int number = 0; number < Frames; number++)
        {
            await Task.Yield();
            DetectRequest frame = TinyModel.Frame(number);
            if (number % 3 == 0)
                Jpeg(frame, half: false);
            if (number % Every == 0)
                Damages[number / Every % Damages.Length].Damage(frame);
            yield return frame;
        }
    }

    private static void Jpeg(DetectRequest frame, bool half)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "room.jpg"));
        frame.Views[0].Image = new() { Encoding = "jpeg", Data = ByteString.CopyFrom(half ? file[..(file.Length / 2)] : file) };
    }

    // The file's header says 10,000 × 10,000; the rest of it is as it was.
    private static void HundredMegapixels(DetectRequest frame)
    {
        Jpeg(frame, half: false);
        byte[] file = frame.Views[0].Image.Data.ToByteArray();
        int start = file.AsSpan().IndexOf((byte[])[0xFF, 0xC0]);   // marker, length (2), precision (1), height (2), width (2)
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(start + 5), 10_000);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(start + 7), 10_000);
        frame.Views[0].Image.Data = ByteString.CopyFrom(file);
    }

    private static ByteString WithNaN(ByteString data)
    {
        byte[] bytes = data.ToByteArray();
        BitConverter.TryWriteBytes(bytes.AsSpan(4 * 50), float.NaN);
        return ByteString.CopyFrom(bytes);
    }
}
