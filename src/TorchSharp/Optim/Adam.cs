using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Adam; weight decay is added to the gradient.</summary>
public class Adam : AdamBase
{
    public Adam(
        IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
        double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
    }

    public Adam(
        IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
        double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : base(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
    }

    private protected override Tensor Decay(Parameter parameter, Tensor grad, Options options)
    {
        double decay = options.weight_decay!.Value;
        return decay == 0 ? grad : grad.add(parameter, decay);
    }
}

/// <summary>Adam with decoupled weight decay: p shrinks by rate * decay before each update.</summary>
public class AdamW : AdamBase
{
    public AdamW(
        IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
        double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
    }

    public AdamW(
        IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
        double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : base(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
    }

    private protected override Tensor Decay(Parameter parameter, Tensor grad, Options options)
    {
        parameter.mul_(1 - (options.LearningRate!.Value * options.weight_decay!.Value));
        return grad;
    }
}
