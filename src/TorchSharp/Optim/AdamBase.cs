using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>
/// Adaptive moments: m and v are running means of g and g²; p -= rate m' / (sqrt(v') + eps), with m' and v' corrected for their start at
/// zero.
/// </summary>
public abstract class AdamBase : OptimizerHelper, IBetas
{
    private protected AdamBase(
        IEnumerable<ParamGroup> parameters, double lr, double beta1, double beta2, double eps, double weight_decay, bool amsgrad,
        bool maximize)
    {
        RequireAtLeastZero(lr, "learning rate");
        RequireAtLeastZero(eps, "eps");
        RequireBelowOne(beta1, "beta1");
        RequireBelowOne(beta2, "beta2");
        RequireAtLeastZero(weight_decay, "weight_decay");
        _defaults = new Options
        {
            LearningRate = lr,
            beta1 = beta1,
            beta2 = beta2,
            eps = eps,
            weight_decay = weight_decay,
            amsgrad = amsgrad,
            maximize = maximize,
        };
        foreach (ParamGroup group in parameters)
            add_param_group(group);
    }

    /// <summary>Of groups that are added from here on; existing ones have their own.</summary>
    public (double, double) Betas
    {
        get => (((Options)_defaults).beta1!.Value, ((Options)_defaults).beta2!.Value);
        set => (((Options)_defaults).beta1, ((Options)_defaults).beta2) = (value.Item1, value.Item2);
    }

    public override Tensor? step(Func<Tensor>? closure = null) => Step<ParamGroup>(Update, closure);

    /// <summary>Weight decay, on the gradient or on the parameter.</summary>
    /// <returns>the gradient to go on with</returns>
    private protected abstract Tensor Decay(Parameter parameter, Tensor grad, Options options);

    private void Update(ParamGroup group, Parameter parameter, Tensor grad)
    {
        Options options = group.Options;
        State state = (State)StateOf(parameter);
        double beta1 = options.beta1!.Value, beta2 = options.beta2!.Value;
        grad = Decay(parameter, options.maximize!.Value ? -grad : grad, options);

        state.step++;
        state.exp_avg!.mul_(beta1).add_(grad, 1 - beta1);
        state.exp_avg_sq!.mul_(beta2).addcmul_(grad, grad, 1 - beta2);
        Tensor second = options.amsgrad!.Value ? state.Largest() : state.exp_avg_sq;
        Tensor denominator = second.sqrt().div_(Math.Sqrt(1 - Math.Pow(beta2, state.step))).add_(options.eps!.Value);
        parameter.addcdiv_(state.exp_avg, denominator, -options.LearningRate!.Value / (1 - Math.Pow(beta1, state.step)));
    }

    private protected override void Complete(Modules.ParamGroup group)
    {
        Options defaults = (Options)_defaults, options = (Options)(group.Options ??= new Options());
        options.LearningRate ??= defaults.LearningRate;
        options.beta1 ??= defaults.beta1;
        options.beta2 ??= defaults.beta2;
        options.eps ??= defaults.eps;
        options.weight_decay ??= defaults.weight_decay;
        options.amsgrad ??= defaults.amsgrad;
        options.maximize ??= defaults.maximize;
    }

    private protected override OptimizerState NewState(Modules.ParamGroup group, Parameter parameter)
    {
        using var frozen = no_grad();
        bool largest = ((Options)group.Options).amsgrad!.Value;
        Tensor Zero() => zeros_like(parameter).DetachFromDisposeScope();
        return new State { exp_avg = Zero(), exp_avg_sq = Zero(), max_exp_avg_sq = largest ? Zero() : null };
    }

    public class State : OptimizerState, IDisposable
    {
        /// <summary>Steps taken.</summary>
        public long step;

        /// <summary>Running mean of the gradient.</summary>
        public Tensor? exp_avg;

        /// <summary>Running mean of its square.</summary>
        public Tensor? exp_avg_sq;

        /// <summary>The largest such mean so far, with amsgrad.</summary>
        public Tensor? max_exp_avg_sq;

        public void Dispose()
        {
            exp_avg?.Dispose();
            exp_avg_sq?.Dispose();
            max_exp_avg_sq?.Dispose();
            GC.SuppressFinalize(this);
        }

        public override void to(Device device)
        {
            Move(ref exp_avg, device);
            Move(ref exp_avg_sq, device);
            Move(ref max_exp_avg_sq, device);
        }

        public override void LoadStateDict(OptimizerState source)
        {
            if (ReferenceEquals(this, source))
                return;
            State other = (State)source;
            step = other.step;
            Replace(ref exp_avg, Copy(other.exp_avg));
            Replace(ref exp_avg_sq, Copy(other.exp_avg_sq));
            Replace(ref max_exp_avg_sq, Copy(other.max_exp_avg_sq));
        }

        public override bool ApproximatelyEquals(OptimizerState other) =>
            other is State state && step == state.step && Close(exp_avg, state.exp_avg) && Close(exp_avg_sq, state.exp_avg_sq)
            && Close(max_exp_avg_sq, state.max_exp_avg_sq);

        internal Tensor Largest()
        {
            Replace(ref max_exp_avg_sq, maximum(max_exp_avg_sq!, exp_avg_sq!).DetachFromDisposeScope());
            return max_exp_avg_sq!;
        }
    }

    public class Options : OptimizerOptions
    {
        public double? beta1;
        public double? beta2;
        public double? eps;
        public double? weight_decay;
        public bool? amsgrad;
        public bool? maximize;

        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            Options other = (Options)source;
            (beta1, beta2, eps, weight_decay) = (other.beta1, other.beta2, other.eps, other.weight_decay);
            (amsgrad, maximize) = (other.amsgrad, other.maximize);
        }
    }

    public class ParamGroup : ParamGroup<Options>, IBetas
    {
        public ParamGroup()
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options)
        {
        }

        public ParamGroup(
            IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
            double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                beta1 = beta1,
                beta2 = beta2,
                eps = eps,
                weight_decay = weight_decay,
                amsgrad = amsgrad,
                maximize = maximize,
            })
        {
        }

        public (double, double) Betas
        {
            get => (Options.beta1!.Value, Options.beta2!.Value);
            set => (Options.beta1, Options.beta2) = (value.Item1, value.Item2);
        }
    }
}
