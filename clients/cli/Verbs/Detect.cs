using System.CommandLine;
using Fuse3D.Cli.Drawing;
using Fuse3D.Client;
using Fuse3D.V1;
using Fuse3D.Vision.Data;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d detect</c>: one frame, from a frame folder or from single files.</summary>
internal static class Detect
{
    public static Command Verb()
    {
        Argument<FileSystemInfo> source = new("source") { Description = "A folder of frames (SUN RGB-D or ScanNet), or one point cloud (.bin .ply .pcd .npy .npz)" };
        Option<string?> id = new("--frame") { Description = "Which frame of the folder; without it the first" };
        Option<FileInfo?> image = new("--image") { Description = "A picture for a single cloud (.jpg .png)" };
        Option<FileInfo?> calibration = new("--calib") { Description = "Its calibration: SUN RGB-D text (Rtilt, K) or JSON (Rtilt_rows, K_rows)" };
        Option<DirectoryInfo?> pictures = new("--out-dir") { Description = "Write the picture with boxes and a top view there" };
        Option<FileInfo?> heads = new("--heads") { Description = "Write the networks' outputs there (.safetensors), by the names of the reference implementation" };
        DetectorOptions detector = new();
        Command verb = new Command("detect", "Find the objects of one frame.") { source, id, image, calibration, pictures, heads }.WithExamples(
            "fuse3d detect frames/ --frame 000017",
            "fuse3d detect 000017.bin --image 000017.jpg --calib 000017_calib.txt --out-dir out",
            "fuse3d detect scene0000_00.ply --service pointcloud --server http://127.0.0.1:5101",
            "fuse3d detect frames/ --frame 000017 --heads heads.safetensors");
        detector.AddTo(verb);
        verb.SetAction((parsed, cancel) =>
        {
            RgbdFrame frame = parsed.GetRequiredValue(source) is DirectoryInfo folder
                ? FromFolder(folder, parsed.GetValue(id))
                : SingleFrame.Read(parsed.GetRequiredValue(source).FullName, parsed.GetValue(image)?.FullName, parsed.GetValue(calibration)?.FullName);
            return RunAsync(parsed, detector, frame, parsed.GetValue(pictures), parsed.GetValue(heads), cancel);
        });
        return verb;
    }

    private static RgbdFrame FromFolder(DirectoryInfo folder, string? id)
    {
        IFrameFolder frames = FrameFolder.Open(folder.FullName);
        return frames.Read(id ?? frames.Ids[0]);
    }

    private static async Task RunAsync(
        ParseResult parsed, DetectorOptions detector, RgbdFrame frame, DirectoryInfo? pictures, FileInfo? heads, CancellationToken cancel)
    {
        using DetectorClient client = detector.Connect(parsed);
        DetectOptions options = detector.Read(parsed);
        options.IncludeExchange = pictures is not null;
        options.IncludeRawHeads = heads is not null;
        DetectReply reply = await client.DetectAsync(Requests.Of(frame, sequence: 0, options), cancel);
        if (parsed.GetValue(detector.Json))
            Console.WriteLine(Replies.AsJson(reply));
        else
            Replies.Print(reply);
        if (pictures is not null)
            FramePictures.Write(frame, reply, pictures);
        if (heads is not null)
            HeadFile.Write(heads.FullName, reply);
    }
}
