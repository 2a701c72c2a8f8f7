using Fuse3D.Vision.Data;

namespace Fuse3D.Vision.Metrics.Pictures;

/// <summary>One object found in a picture.</summary>
/// <param name="Box">in the pixels of the truth; a box of width w covers [x, x + w]</param>
public sealed record PictureDetection(int Class, double Score, PictureBox Box);
