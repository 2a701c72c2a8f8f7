using TorchSharp.Modules;
using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op MaxPool1dOp = new("aten::max_pool1d"), MaxPool2dOp = new("aten::max_pool2d"),
                MaxPool2dIndicesOp = new("aten::max_pool2d_with_indices"),
                AvgPool1dOp = new("aten::avg_pool1d"), AvgPool2dOp = new("aten::avg_pool2d"),
                AdaptiveAvgPool1dOp = new("aten::adaptive_avg_pool1d"), AdaptiveAvgPool2dOp = new("aten::adaptive_avg_pool2d");

            public static Tensor max_pool1d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                MaxPool1dOp.Call(
                    input, new[] { kernel_size }, new[] { stride ?? kernel_size }, Single(padding, Zero), Single(dilation, One), ceil_mode);

            /// <param name="strides">the kernel's size unless given</param>
            public static Tensor max_pool2d(
                Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null,
                bool ceil_mode = false)
            {
                long[] kernel = Pair(kernel_size, Ones);
                return MaxPool2dOp.Call(input, kernel, Pair(strides, kernel), Pair(padding, Zeros), Pair(dilation, Ones), ceil_mode);
            }

            public static Tensor max_pool2d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                max_pool2d(input, [kernel_size], Single(stride), Single(padding), Single(dilation), ceil_mode);

            public static Tensor max_pool2d(
                Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
                (long, long)? dilation = null, bool ceil_mode = false) =>
                max_pool2d(input, Pair(kernel_size), Pair(stride), Pair(padding), Pair(dilation), ceil_mode);

            /// <returns>the maxima, and where in its plane (row-major) each was found</returns>
            public static (Tensor output, Tensor indices) max_pool2d_with_indices(
                Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null,
                bool ceil_mode = false)
            {
                long[] kernel = Pair(kernel_size, Ones);
                return MaxPool2dIndicesOp.Call2(
                    input, kernel, Pair(strides, kernel), Pair(padding, Zeros), Pair(dilation, Ones), ceil_mode);
            }

            public static Tensor avg_pool1d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false,
                bool count_include_pad = true) =>
                AvgPool1dOp.Call(
                    input, new[] { kernel_size }, new[] { stride ?? kernel_size }, Single(padding, Zero), ceil_mode, count_include_pad);

            /// <param name="stride">the kernel's size unless given</param>
            public static Tensor avg_pool2d(
                Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null)
            {
                long[] kernel = Pair(kernel_size, Ones);
                return AvgPool2dOp.Call(
                    input, kernel, Pair(stride, kernel), Pair(padding, Zeros), ceil_mode, count_include_pad, divisor_override);
            }

            public static Tensor avg_pool2d(
                Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                avg_pool2d(input, [kernel_size], Single(stride), [padding], ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool2d(
                Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                avg_pool2d(input, Pair(kernel_size), Pair(stride), Pair(padding), ceil_mode, count_include_pad, divisor_override);

            public static Tensor adaptive_avg_pool1d(Tensor input, long output_size) =>
                AdaptiveAvgPool1dOp.Call(input, new[] { output_size });

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) =>
                AdaptiveAvgPool2dOp.Call(input, Pair(output_size, Ones));

            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) =>
                AdaptiveAvgPool2dOp.Call(input, Pair(output_size));

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) =>
                AdaptiveAvgPool2dOp.Call(input, new[] { output_size, output_size });

            private static long[]? Single(long? value) => value is long given ? [given] : null;

            private static long[]? Pair((long, long)? values) => values is (long first, long second) ? [first, second] : null;
        }
    }
}
