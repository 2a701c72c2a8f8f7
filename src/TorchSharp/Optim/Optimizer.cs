using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Changes parameters by their gradients, group by group.</summary>
        public abstract class Optimizer : IDisposable
        {
            private protected readonly List<ParamGroup> _parameter_groups = [];

            /// <summary>Each group's rates, for schedulers.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

            /// <summary>One update of every parameter that has a gradient.</summary>
            /// <param name="closure">computes the loss anew, gradients included; its result is returned</param>
            public abstract Tensor? step(Func<Tensor>? closure = null);

            /// <param name="set_to_none">drops the gradients instead of filling them with zeros</param>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (Parameter parameter in parameters())
                    parameter.ClearGrad(set_to_none);
            }

            /// <summary>What the group's options leave open is taken from the optimizer's.</summary>
            public abstract void add_param_group(ParamGroup param_group);

            public virtual IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(group => group.Parameters);

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Frees the state; the parameters stay.</summary>
            protected abstract void Dispose(bool disposing);

            /// <summary>Options per group and state per parameter, in order. They are the optimizer's own objects.</summary>
            public class StateDictionary
            {
                internal StateDictionary()
                {
                }

                public List<OptimizerOptions> Options { get; } = [];

                public List<OptimizerState> State { get; } = [];
            }
        }

        /// <summary>What a schedule changes.</summary>
        public interface ILearningRateController
        {
            double LearningRate { get; set; }

            /// <summary>The rate that schedules start from.</summary>
            double InitialLearningRate { get; set; }
        }

        /// <summary>Has a momentum.</summary>
        public interface IMomentum
        {
            double Momentum { get; set; }
        }

        /// <summary>Has the decay rates of two moments.</summary>
        public interface IBetas
        {
            (double, double) Betas { get; set; }
        }
    }
}
