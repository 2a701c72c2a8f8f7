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
                Relu6_Op = new("aten::relu6_"), Elu_Op = new("aten::elu_"), Gelu_Op = new("aten::gelu_"),
                Hardswish_Op = new("aten::hardswish_"),
                Hardsigmoid_Op = new("aten::hardsigmoid_"), HardtanhOp = new("aten::hardtanh"), Hardtanh_Op = new("aten::hardtanh_"),
                MishOp = new("aten::mish"), Mish_Op = new("aten::mish_"), GluOp = new("aten::glu");

            public static Tensor relu(Tensor x, bool inplace) => (inplace ? Aten.relu_ : Aten.relu).Call(x);

            public static Tensor relu(Tensor x) => Aten.relu.Call(x);

            public static Tensor relu6(Tensor x, bool inplace = false) => (inplace ? Relu6_Op : Aten.relu6).Call(x);

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                (inplace ? Aten.leaky_relu_ : Aten.leaky_relu).Call(input, negative_slope);

            public static Tensor elu(Tensor x, double alpha, bool inplace = false) => (inplace ? Elu_Op : Aten.elu).Call(x, alpha);

            /// <summary>x Phi(x), with the exact normal distribution function.</summary>
            public static Tensor gelu(Tensor x, bool inplace) => (inplace ? Gelu_Op : Aten.gelu).Call(x);

            public static Tensor gelu(Tensor x, GELU.Approximate approximate, bool inplace = false) =>
                (inplace ? Gelu_Op : Aten.gelu).Call(x, approximate.ToString());

            public static Tensor gelu(Tensor x) => Aten.gelu.Call(x);

            /// <summary>x sigmoid(x).</summary>
            public static Tensor silu(Tensor x, bool inplace = false) => (inplace ? Aten.silu_ : Aten.silu).Call(x);

            public static Tensor sigmoid(Tensor input, bool inplace = false) => (inplace ? Aten.sigmoid_ : Aten.sigmoid).Call(input);

            public static Tensor tanh(Tensor input, bool inplace = false) => (inplace ? Aten.tanh_ : Aten.tanh).Call(input);

            public static Tensor hardswish(Tensor input, bool inplace = false) => (inplace ? Hardswish_Op : Aten.hardswish).Call(input);

            public static Tensor hardsigmoid(Tensor input, bool inplace = false) =>
                (inplace ? Hardsigmoid_Op : Aten.hardsigmoid).Call(input);

            public static Tensor hardtanh(Tensor x, double min_val = -1.0, double max_val = 1.0, bool inplace = false) =>
                (inplace ? Hardtanh_Op : HardtanhOp).Call(x, min_val, max_val);

            public static Tensor mish(Tensor x, bool inplace = false) => (inplace ? Mish_Op : MishOp).Call(x);

            public static Tensor softplus(Tensor x, double beta = 1.0, double threshold = 20.0) => Aten.softplus.Call(x, beta, threshold);

            public static Tensor logsigmoid(Tensor x) => Aten.log_sigmoid.Call(x);

            /// <summary>The first half along <paramref name="dim"/> times the sigmoid of the second.</summary>
            public static Tensor glu(Tensor input, long dim = -1) => GluOp.Call(input, dim);

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => Aten.softmax__int.Call(input, dim, dtype);

            public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) =>
                Aten.log_softmax__int.Call(input, dim, dtype);
        }
    }
}
