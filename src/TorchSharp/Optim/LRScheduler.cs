namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rate of each group as epochs (or batches) pass. The first rate is set on construction.</summary>
            public abstract class LRScheduler
            {
                private protected readonly Optimizer _optimizer;
                private protected readonly double[] _base;
                private readonly bool _verbose;
                private double[] _last;

                /// <param name="last_epoch">-1, or the epoch after which a run is resumed</param>
                private protected LRScheduler(Optimizer optimizer, int last_epoch, bool verbose)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    (_optimizer, Epoch, _verbose) = (optimizer, last_epoch, verbose);
                    _base = [.. optimizer.ParamGroups.Select(group => group.InitialLearningRate)];
                    _last = [.. optimizer.ParamGroups.Select(group => group.LearningRate)];
                }

                /// <summary>Epochs counted so far, from 0.</summary>
                internal int Epoch { get; set; }

                public virtual void step() => step(null);

                /// <param name="epoch">goes to this epoch directly; null: the next one</param>
                public virtual void step(int? epoch)
                {
                    Epoch = epoch ?? Epoch + 1;
                    Set([.. epoch is null ? get_lr() : get_closed_form_lr()]);
                }

                /// <param name="current">a metric, which these schedules do not look at</param>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                public IEnumerable<double> get_last_lr() => _last;

                /// <summary>The rates of this epoch, from those of the one before.</summary>
                protected virtual IEnumerable<double> get_lr() => Rates();

                /// <summary>The rates of this epoch, from the first ones.</summary>
                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                private protected IEnumerable<double> Rates() => _optimizer.ParamGroups.Select(group => group.LearningRate);

                private protected void Set(double[] rates)
                {
                    foreach (var (group, rate) in _optimizer.ParamGroups.Zip(rates))
                        group.LearningRate = rate;
                    if (_verbose && !rates.SequenceEqual(_last))
                        Console.WriteLine($"epoch {Epoch}: learning rate {string.Join(", ", rates)}");
                    _last = rates;
                }
            }
        }
    }
}
