using TorchSharp.Modules;
using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Dictionary<(InterpolationMode Mode, long Axes, bool Antialias), Op> Resizers = new()
            {
                [(InterpolationMode.Nearest, 1, false)] = new("aten::upsample_nearest1d", "vec"),
                [(InterpolationMode.Nearest, 2, false)] = new("aten::upsample_nearest2d", "vec"),
                [(InterpolationMode.Nearest, 3, false)] = new("aten::upsample_nearest3d", "vec"),
                [(InterpolationMode.NearestExact, 1, false)] = new("aten::_upsample_nearest_exact1d", "vec"),
                [(InterpolationMode.NearestExact, 2, false)] = new("aten::_upsample_nearest_exact2d", "vec"),
                [(InterpolationMode.NearestExact, 3, false)] = new("aten::_upsample_nearest_exact3d", "vec"),
                [(InterpolationMode.Linear, 1, false)] = new("aten::upsample_linear1d", "vec"),
                [(InterpolationMode.Bilinear, 2, false)] = new("aten::upsample_bilinear2d", "vec"),
                [(InterpolationMode.Bicubic, 2, false)] = new("aten::upsample_bicubic2d", "vec"),
                [(InterpolationMode.Trilinear, 3, false)] = new("aten::upsample_trilinear3d", "vec"),
                [(InterpolationMode.Bilinear, 2, true)] = new("aten::_upsample_bilinear2d_aa", "vec"),
                [(InterpolationMode.Bicubic, 2, true)] = new("aten::_upsample_bicubic2d_aa", "vec"),
            };

            /// <summary>Resizes the spatial axes of [N, C, ...].</summary>
            /// <param name="size">one number per spatial axis, or one for all; this or <paramref name="scale_factor"/></param>
            /// <param name="scale_factor">sizes are rounded down; the factor itself sets the sampling places unless recomputed from the
            /// sizes</param>
            /// <param name="align_corners">whether the centres of the border pixels stay where they are; null is false</param>
            /// <param name="antialias">filters as wide as the shrinking asks, as PIL does</param>
            public static Tensor interpolate(
                Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest,
                bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false)
            {
                if ((size is null) == (scale_factor is null))
                    throw new ArgumentException("interpolate takes either size or scale_factor");
                int axes = (int)x.ndim - 2;
                size = Spread(size, axes);
                scale_factor = Spread(scale_factor, axes);
                if (scale_factor is not null && (recompute_scale_factor || mode == InterpolationMode.Area))
                    (size, scale_factor) = ([.. scale_factor.Select((factor, axis) => (long)Math.Floor(x.shape[axis + 2] * factor))], null);

                if (mode == InterpolationMode.Area)
                    return axes == 1 ? adaptive_avg_pool1d(x, size![0]) : adaptive_avg_pool2d(x, size!);
                if (!Resizers.TryGetValue((mode, axes, antialias), out Op? resize))
                    throw new ArgumentException(
                        $"interpolate: mode {mode}{(antialias ? " with antialias" : "")} does not go with {x.ndim} dimensions",
                        nameof(mode));
                return mode is InterpolationMode.Nearest or InterpolationMode.NearestExact
                    ? resize.Call(x, size, scale_factor)
                    : resize.Call(x, size, align_corners ?? false, scale_factor);
            }

            public static Tensor upsample(
                Tensor input, long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest,
                bool align_corners = false) =>
                interpolate(input, size, scale_factor, (InterpolationMode)mode, align_corners);

            public static Tensor upsample_bilinear(
                Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false) =>
                interpolate(x, size, scale_factor, InterpolationMode.Bilinear, align_corners);

            public static Tensor upsample_nearest(
                Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false) =>
                interpolate(x, size, scale_factor);

            private static T[]? Spread<T>(T[]? values, int axes) => values is [T all] ? [.. Enumerable.Repeat(all, axes)] : values;
        }
    }
}
