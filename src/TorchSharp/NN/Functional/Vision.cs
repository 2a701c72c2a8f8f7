using TorchSharp.Modules;
using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op PadOp = new("aten::pad"), GridSampleOp = new("aten::grid_sampler"),
                AffineGridOp = new("aten::affine_grid_generator");

            /// <param name="pad">before and after, of the last axis, then of the one before it, ...</param>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => mode switch
            {
                PaddingModes.Reflect => PadOp.Call(input, pad, "reflect"),
                PaddingModes.Replicate => PadOp.Call(input, pad, "replicate"),
                PaddingModes.Circular => PadOp.Call(input, pad, "circular"),
                PaddingModes.Zeros => PadOp.Call(input, pad, "constant", 0.0),
                _ => PadOp.Call(input, pad, "constant", value),
            };

            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, pad.ToArray(), mode, value);

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            public static Tensor pad(
                Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            /// <param name="pad">for both ends of every axis</param>
            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [.. Enumerable.Repeat(pad, 2 * (int)input.ndim)], mode, value);

            /// <summary>
            /// Values of [N, C, H, W] at the places of <paramref name="grid"/> [N, h, w, 2] (x, y; -1 and 1 are the image's edges):
            /// [N, C, h, w].
            /// </summary>
            /// <param name="align_corners">whether -1 and 1 are the centres of the border pixels; null is false</param>
            public static Tensor grid_sample(
                Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear,
                GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null)
            {
                long interpolation = mode == GridSampleMode.Nearest ? 1 : 0;
                long outside = padding_mode switch { GridSamplePaddingMode.Border => 1, GridSamplePaddingMode.Reflection => 2, _ => 0 };
                return GridSampleOp.Call(input, grid, interpolation, outside, align_corners ?? false);
            }

            /// <summary>
            /// The sampling grid of affine maps [N, 2, 3] for an output of <paramref name="size"/> [N, C, H, W]: [N, H, W, 2].
            /// </summary>
            public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false) =>
                AffineGridOp.Call(theta, size ?? throw new ArgumentNullException(nameof(size)), align_corners);

            /// <summary>[N, C r², H, W] to [N, C, H r, W r].</summary>
            public static Tensor pixel_shuffle(Tensor input, long upscale_factor) => Aten.pixel_shuffle.Call(input, upscale_factor);
        }
    }
}
