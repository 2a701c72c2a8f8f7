using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>
/// Stochastic gradient descent: g = grad + decay p; v = momentum v + (1 - dampening) g, at first v = g; p -= rate v.
/// Nesterov: p -= rate (g + momentum v).
/// </summary>
public class SGD : OptimizerHelper, IMomentum
{
    public SGD(
        IEnumerable<Parameter> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
    {
    }

    public SGD(
        IEnumerable<ParamGroup> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false)
    {
        RequireAtLeastZero(lr, "learning rate");
        RequireAtLeastZero(momentum, "momentum");
        RequireAtLeastZero(weight_decay, "weight_decay");
        if (nesterov && (momentum <= 0 || dampening != 0))
            throw new ArgumentException(
                $"Nesterov momentum goes with momentum and without dampening; got {momentum} and {dampening}", nameof(nesterov));
        _defaults = new Options
        {
            LearningRate = lr,
            momentum = momentum,
            dampening = dampening,
            weight_decay = weight_decay,
            nesterov = nesterov,
            maximize = maximize,
        };
        foreach (ParamGroup group in parameters)
            add_param_group(group);
    }

    /// <summary>Of groups that are added from here on; existing ones have their own.</summary>
    public double Momentum { get => ((Options)_defaults).momentum!.Value; set => ((Options)_defaults).momentum = value; }

    public override Tensor? step(Func<Tensor>? closure = null) => Step<ParamGroup>(Update, closure);

    private void Update(ParamGroup group, Parameter parameter, Tensor grad)
    {
        Options options = group.Options;
        double momentum = options.momentum!.Value, decay = options.weight_decay!.Value;
        if (options.maximize!.Value)
            grad = -grad;
        if (decay != 0)
            grad = grad.add(parameter, decay);
        if (momentum != 0)
        {
            State state = (State)StateOf(parameter);
            if (state.momentum_buffer is null)
                state.momentum_buffer = grad.clone().DetachFromDisposeScope();
            else
                state.momentum_buffer.mul_(momentum).add_(grad, 1 - options.dampening!.Value);
            grad = options.nesterov!.Value ? grad.add(state.momentum_buffer, momentum) : state.momentum_buffer;
        }

        parameter.add_(grad, -options.LearningRate!.Value);
    }

    private protected override void Complete(Modules.ParamGroup group)
    {
        Options defaults = (Options)_defaults, options = (Options)(group.Options ??= new Options());
        options.LearningRate ??= defaults.LearningRate;
        options.momentum ??= defaults.momentum;
        options.dampening ??= defaults.dampening;
        options.weight_decay ??= defaults.weight_decay;
        options.nesterov ??= defaults.nesterov;
        options.maximize ??= defaults.maximize;
    }

    private protected override OptimizerState NewState(Modules.ParamGroup group, Parameter parameter) => new State();

    public class State : OptimizerState, IDisposable
    {
        /// <summary>Null before the first step.</summary>
        public Tensor? momentum_buffer;

        public void Dispose()
        {
            momentum_buffer?.Dispose();
            GC.SuppressFinalize(this);
        }

        public override void to(Device device) => Move(ref momentum_buffer, device);

        public override void LoadStateDict(OptimizerState source)
        {
            if (!ReferenceEquals(this, source))
                Replace(ref momentum_buffer, Copy(((State)source).momentum_buffer));
        }

        public override bool ApproximatelyEquals(OptimizerState other) =>
            other is State state && Close(momentum_buffer, state.momentum_buffer);
    }

    public class Options : OptimizerOptions
    {
        public double? momentum;
        public double? dampening;
        public double? weight_decay;
        public bool? nesterov;
        public bool? maximize;

        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            Options other = (Options)source;
            (momentum, dampening, weight_decay) = (other.momentum, other.dampening, other.weight_decay);
            (nesterov, maximize) = (other.nesterov, other.maximize);
        }
    }

    public class ParamGroup : ParamGroup<Options>, IMomentum
    {
        public ParamGroup()
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options)
        {
        }

        public ParamGroup(
            IEnumerable<Parameter> parameters, double lr = 1e-3, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
            bool nesterov = false, bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                momentum = momentum,
                dampening = dampening,
                weight_decay = weight_decay,
                nesterov = nesterov,
                maximize = maximize,
            })
        {
        }

        public double Momentum { get => Options.momentum!.Value; set => Options.momentum = value; }
    }
}
