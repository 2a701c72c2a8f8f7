namespace Fuse3D.Vision.Kernels;

/// <summary>What a <see cref="PackedLinear"/> applies to each output.</summary>
public enum Activation
{
    /// <summary>The output as it is.</summary>
    None,

    /// <summary>max(0, y)</summary>
    Relu,

    /// <summary>y Φ(y), the exact form by the error function, within 1e-6 · max(1, |y|)</summary>
    Gelu,
}
