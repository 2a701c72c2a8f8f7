using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.PointNet2;

/// <summary>Gathers points by index, with gradients to what is gathered.</summary>
internal static class PointGroups
{
    /// <param name="values">[B, N, C]</param>
    /// <param name="indices">[B, P] int64, below N</param>
    /// <returns>[B, P, C]</returns>
    public static Tensor Rows(Tensor values, Tensor indices)
    {
        using var scope = NewDisposeScope();
        var at = indices.unsqueeze(-1).expand(-1, -1, values.shape[2]);
        return values.gather(1, at).MoveToOuterDisposeScope();
    }

    /// <param name="values">[B, C, N]</param>
    /// <param name="indices">[B, ...] int64, below N</param>
    /// <returns>[B, C, ...]</returns>
    public static Tensor Columns(Tensor values, Tensor indices)
    {
        using var scope = NewDisposeScope();
        long batch = values.shape[0], channels = values.shape[1];
        var at = indices.reshape(batch, 1, -1).expand(-1, channels, -1);
        long[] shape = [batch, channels, .. indices.shape[1..]];
        return values.gather(2, at).reshape(shape).MoveToOuterDisposeScope();
    }

    /// <summary>Coordinates relative to the centre in units of the radius, then the features.</summary>
    /// <param name="xyz">[B, N, 3]</param>
    /// <param name="centres">[B, P, 3]</param>
    /// <param name="near">[B, P, K] neighbours of each centre</param>
    /// <param name="features">[B, F, N] or null</param>
    /// <returns>[B, 3 + F, P, K]</returns>
    public static Tensor Neighbourhoods(Tensor xyz, Tensor centres, Tensor near, Tensor? features, float radius)
    {
        using var scope = NewDisposeScope();
        var place = Columns(xyz.transpose(1, 2), near);                             // [B, 3, P, K]
        var x = (place - centres.transpose(1, 2).unsqueeze(-1)) / radius;
        if (features is not null)
            x = cat([x, Columns(features, near)], 1);
        return x.MoveToOuterDisposeScope();
    }
}
