using TorchSharp.Modules;
using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op Conv1dOp = new("aten::conv1d"), Conv2dOp = new("aten::conv2d"),
                Conv1dNamedOp = new("aten::conv1d", "padding"), Conv2dNamedOp = new("aten::conv2d", "padding"),
                ConvTranspose1dOp = new("aten::conv_transpose1d"), ConvTranspose2dOp = new("aten::conv_transpose2d", "input"),
                UnfoldOp = new("aten::im2col");

            private static readonly long[] One = [1], Zero = [0], Ones = [1, 1], Zeros = [0, 0];

            /// <summary>[N, C, L] by weight [out, C / groups, K].</summary>
            public static Tensor conv1d(
                Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null,
                long groups = 1) =>
                Conv1dOp.Call(input, weight, bias, Single(stride, One), Single(padding, Zero), Single(dilation, One), groups);

            /// <summary>[N, C, H, W] by weight [out, C / groups, KH, KW].</summary>
            public static Tensor conv2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null,
                long groups = 1) =>
                Conv2dOp.Call(input, weight, bias, Pair(strides, Ones), Pair(padding, Zeros), Pair(dilation, Ones), groups);

            public static Tensor conv1d_padding(
                Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, Padding padding = Padding.Valid,
                long? dilation = null, long groups = 1) =>
                Conv1dNamedOp.Call(input, weight, bias, Single(stride, One), Name(padding), Single(dilation, One), groups);

            public static Tensor conv2d_padding(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, Padding padding = Padding.Valid,
                long[]? dilation = null, long groups = 1) =>
                Conv2dNamedOp.Call(input, weight, bias, Pair(strides, Ones), Name(padding), Pair(dilation, Ones), groups);

            /// <summary>[N, in, L] by weight [in, out / groups, K].</summary>
            public static Tensor conv_transpose1d(
                Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? output_padding = null,
                long? dilation = null, long groups = 1) =>
                ConvTranspose1dOp.Call(
                    input, weight, bias, Single(stride, One), Single(padding, Zero), Single(output_padding, Zero), groups,
                    Single(dilation, One));

            /// <summary>[N, in, H, W] by weight [in, out / groups, KH, KW].</summary>
            public static Tensor conv_transpose2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? output_padding = null, long[]? dilation = null, long groups = 1) =>
                ConvTranspose2dOp.Call(
                    input, weight, bias, Pair(strides, Ones), Pair(padding, Zeros), Pair(output_padding, Zeros), groups,
                    Pair(dilation, Ones));

            /// <summary>Sliding blocks of [N, C, H, W] as columns: [N, C * K * K, blocks].</summary>
            public static Tensor unfold(Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                unfold(input, (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

            /// <inheritdoc cref="unfold(Tensor, long, long, long, long)"/>
            public static Tensor unfold(
                Tensor input, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null,
                (long, long)? stride = null) =>
                UnfoldOp.Call(input, Pair(kernel_size), Pair(dilation ?? (1, 1)), Pair(padding ?? (0, 0)), Pair(stride ?? (1, 1)));

            private static long[] Single(long? value, long[] otherwise) => value is long given ? [given] : otherwise;

            // The dispatcher does not spread one number over both axes.
            private static long[] Pair(long[]? values, long[] otherwise) =>
                values switch { null => otherwise, [long both] => [both, both], _ => values };

            private static long[] Pair((long, long) values) => [values.Item1, values.Item2];

            private static string Name(Padding padding) => padding == Padding.Same ? "same" : "valid";
        }
    }
}
