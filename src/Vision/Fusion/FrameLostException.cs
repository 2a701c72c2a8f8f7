namespace Fuse3D.Vision.Fusion;

/// <summary>A frame's tensors were lost between branches, through no fault of the frame: run it again.</summary>
public class FrameLostException(string message) : Exception(message);
