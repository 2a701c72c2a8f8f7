using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Models.GroupFree.Decoding;

/// <summary>One candidate as a box.</summary>
/// <param name="Candidate">its index among the head's candidates</param>
/// <param name="Box">network axes</param>
/// <param name="Objectness">0..1: that there is something at all</param>
/// <param name="Probabilities">[C] of each class, adding up to 1</param>
/// <param name="Class">the most probable</param>
public sealed record DecodedBox(int Candidate, Box3D Box, double Objectness, double[] Probabilities, int Class)
{
    /// <summary>The score of a class: its probability times the objectness.</summary>
    public double ScoreOf(int classId) => Probabilities[classId] * Objectness;
}

/// <summary>A box with one class and one score.</summary>
public sealed record Detection3D(Box3D Box, int Class, double Score, int Candidate);
