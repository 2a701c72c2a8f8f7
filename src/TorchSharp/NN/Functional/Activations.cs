using TorchSharp.Modules;
using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op
                ReluOp = new("aten::relu"), Relu_Op = new("aten::relu_"), Relu6Op = new("aten::relu6"), Relu6_Op = new("aten::relu6_"),
                LeakyReluOp = new("aten::leaky_relu"), LeakyRelu_Op = new("aten::leaky_relu_"), EluOp = new("aten::elu"), Elu_Op = new("aten::elu_"),
                GeluOp = new("aten::gelu"), Gelu_Op = new("aten::gelu_"), SiluOp = new("aten::silu"), Silu_Op = new("aten::silu_"),
                SigmoidOp = new("aten::sigmoid"), Sigmoid_Op = new("aten::sigmoid_"), TanhOp = new("aten::tanh"), Tanh_Op = new("aten::tanh_"),
                HardswishOp = new("aten::hardswish"), Hardswish_Op = new("aten::hardswish_"), HardsigmoidOp = new("aten::hardsigmoid"), Hardsigmoid_Op = new("aten::hardsigmoid_"),
                HardtanhOp = new("aten::hardtanh"), Hardtanh_Op = new("aten::hardtanh_"), MishOp = new("aten::mish"), Mish_Op = new("aten::mish_"),
                SoftplusOp = new("aten::softplus"), LogSigmoidOp = new("aten::log_sigmoid"), GluOp = new("aten::glu"), SoftmaxOp = new("aten::softmax", "int"), LogSoftmaxOp = new("aten::log_softmax", "int");

            public static Tensor relu(Tensor x, bool inplace) => (inplace ? Relu_Op : ReluOp).Call(x);

            public static Tensor relu(Tensor x) => ReluOp.Call(x);

            public static Tensor relu6(Tensor x, bool inplace = false) => (inplace ? Relu6_Op : Relu6Op).Call(x);

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                (inplace ? LeakyRelu_Op : LeakyReluOp).Call(input, negative_slope);

            public static Tensor elu(Tensor x, double alpha, bool inplace = false) => (inplace ? Elu_Op : EluOp).Call(x, alpha);

            /// <summary>x Phi(x), with the exact normal distribution function.</summary>
            public static Tensor gelu(Tensor x, bool inplace) => (inplace ? Gelu_Op : GeluOp).Call(x);

            public static Tensor gelu(Tensor x, GELU.Approximate approximate, bool inplace = false) =>
                (inplace ? Gelu_Op : GeluOp).Call(x, approximate.ToString());

            public static Tensor gelu(Tensor x) => GeluOp.Call(x);

            /// <summary>x sigmoid(x).</summary>
            public static Tensor silu(Tensor x, bool inplace = false) => (inplace ? Silu_Op : SiluOp).Call(x);

            public static Tensor sigmoid(Tensor input, bool inplace = false) => (inplace ? Sigmoid_Op : SigmoidOp).Call(input);

            public static Tensor tanh(Tensor input, bool inplace = false) => (inplace ? Tanh_Op : TanhOp).Call(input);

            public static Tensor hardswish(Tensor input, bool inplace = false) => (inplace ? Hardswish_Op : HardswishOp).Call(input);

            public static Tensor hardsigmoid(Tensor input, bool inplace = false) => (inplace ? Hardsigmoid_Op : HardsigmoidOp).Call(input);

            public static Tensor hardtanh(Tensor x, double min_val = -1.0, double max_val = 1.0, bool inplace = false) =>
                (inplace ? Hardtanh_Op : HardtanhOp).Call(x, min_val, max_val);

            public static Tensor mish(Tensor x, bool inplace = false) => (inplace ? Mish_Op : MishOp).Call(x);

            public static Tensor softplus(Tensor x, double beta = 1.0, double threshold = 20.0) => SoftplusOp.Call(x, beta, threshold);

            public static Tensor logsigmoid(Tensor x) => LogSigmoidOp.Call(x);

            /// <summary>The first half along <paramref name="dim"/> times the sigmoid of the second.</summary>
            public static Tensor glu(Tensor input, long dim = -1) => GluOp.Call(input, dim);

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => SoftmaxOp.Call(input, dim, dtype);

            public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) => LogSoftmaxOp.Call(input, dim, dtype);
        }
    }
}
