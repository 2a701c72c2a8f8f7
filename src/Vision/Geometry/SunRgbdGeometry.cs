namespace Fuse3D.Vision.Geometry;

/// <summary>SUN RGB-D's calibration and its undoing of training augmentation.</summary>
public static class SunRgbdGeometry
{
    /// <summary>From upright depth axes to camera axes: swap axes after the tilt is taken off.</summary>
    /// <param name="rtilt">[3, 3] row-major, as the network gets it: with any augmentation of the points applied from the left</param>
    /// <param name="scale">that the points were multiplied by; 1 without augmentation</param>
    public static Transform3D CameraFromPoints(ReadOnlySpan<double> rtilt, double scale = 1)
    {
        if (rtilt.Length != 9)
            throw new InvalidInputException($"rtilt has {rtilt.Length} numbers; a 3x3 matrix has 9", "camera.rtilt");
        if (!double.IsFinite(scale) || scale <= 0)
            throw new InvalidInputException($"scale is {scale}; it must be above 0", "scale");
        foreach (double value in rtilt)
        {
            if (!double.IsFinite(value))
                throw new InvalidInputException($"rtilt holds {value}; all its numbers must be finite", "camera.rtilt");
        }

        // The augmented tilt carries the scale once and the points carry it once more.
        Transform3D transposed = Transform3D.FromLinear(
            [rtilt[0], rtilt[3], rtilt[6], rtilt[1], rtilt[4], rtilt[7], rtilt[2], rtilt[5], rtilt[8]]);
        return Transform3D.CameraFromUpright.After(transposed).Scaled(1 / (scale * scale));
    }

    /// <summary>The tilt of augmented points p' = scale * turn * mirror * p.</summary>
    /// <param name="rtilt">[3, 3] of the frame as recorded</param>
    /// <param name="mirrored">x was negated</param>
    /// <param name="angle">radians about z, positive turns +x towards +y, after the mirror</param>
    /// <returns>[3, 3]</returns>
    public static double[] AugmentTilt(ReadOnlySpan<double> rtilt, bool mirrored, double angle, double scale)
    {
        (double sin, double cos) = Math.SinCos(angle);
        double m = mirrored ? -1 : 1;
        double[] turn = [cos * m, -sin, 0, sin * m, cos, 0, 0, 0, 1];
        var augmented = new double[9];
        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column < 3; column++)
            {
                for (int k = 0; k < 3; k++)
                    augmented[row * 3 + column] += scale * turn[row * 3 + k] * rtilt[k * 3 + column];
            }
        }

        return augmented;
    }
}
