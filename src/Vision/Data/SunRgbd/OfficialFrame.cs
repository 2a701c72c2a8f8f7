namespace Fuse3D.Vision.Data.SunRgbd;

/// <summary>What the metadata says about a frame.</summary>
/// <param name="Sequence">its folder, from "SUNRGBD/" on</param>
/// <param name="Depth">path of the depth image, from "SUNRGBD/" on</param>
/// <param name="Picture">path of the picture, from "SUNRGBD/" on</param>
/// <param name="Sensor">kv1, kv2, realsense or xtion</param>
/// <param name="Objects">of every class, with their boxes in the picture</param>
internal sealed record OfficialFrame(
    string Sequence, string Depth, string Picture, string Sensor, SunRgbdCalibration Calibration, IReadOnlyList<LabelledBox> Objects);
