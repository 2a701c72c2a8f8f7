namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>The schedules; e is the epoch, from 0.</summary>
            public static partial class impl
            {
                /// <summary>First rate times a function of e, one function per group.</summary>
                public class LambdaLR : LRScheduler
                {
                    private readonly Func<int, double>[] _factors;

                    public LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, optimizer.ParamGroups.Select(_ => lr_lambda), last_epoch, verbose)
                    {
                    }

                    public LambdaLR(
                        Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _factors = [.. lr_lambdas];
                        if (_factors.Length != _base.Length)
                            throw new ArgumentException(
                                $"LambdaLR has {_factors.Length} functions for {_base.Length} groups", nameof(lr_lambdas));
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => _base.Zip(_factors, (rate, factor) => rate * factor(Epoch));
                }

                /// <summary>First rate times gamma^floor(e / step_size).</summary>
                public class StepLR : LRScheduler
                {
                    private readonly int _size;
                    private readonly double _gamma;

                    public StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (_size, _gamma) = (step_size, gamma);
                        step();
                    }

                    protected override IEnumerable<double> get_lr() =>
                        Epoch == 0 || Epoch % _size != 0 ? Rates() : Rates().Select(rate => rate * _gamma);

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base.Select(rate => rate * Math.Pow(_gamma, Epoch / _size));
                }

                /// <summary>First rate times gamma^(milestones reached).</summary>
                public class MultiStepLR : LRScheduler
                {
                    private readonly int[] _milestones;
                    private readonly double _gamma;

                    public MultiStepLR(
                        Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (_milestones, _gamma) = ([.. milestones], gamma);
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        int here = _milestones.Count(milestone => milestone == Epoch);
                        return here == 0 ? Rates() : Rates().Select(rate => rate * Math.Pow(_gamma, here));
                    }

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base.Select(rate => rate * Math.Pow(_gamma, _milestones.Count(milestone => milestone <= Epoch)));
                }

                /// <summary>First rate times gamma^e.</summary>
                public class ExponentialLR : LRScheduler
                {
                    private readonly double _gamma;

                    public ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _gamma = gamma;
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => Epoch == 0 ? Rates() : Rates().Select(rate => rate * _gamma);

                    protected override IEnumerable<double> get_closed_form_lr() => _base.Select(rate => rate * Math.Pow(_gamma, Epoch));
                }

                /// <summary>First rate times a factor that goes linearly from start_factor to end_factor in total_iters epochs.</summary>
                public class LinearLR : LRScheduler
                {
                    private readonly double _start, _end;
                    private readonly int _total;

                    public LinearLR(
                        Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 5, int total_iters = 5, int last_epoch = -1,
                        bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (_start, _end, _total) = (start_factor, end_factor, total_iters);
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (Epoch == 0)
                            return Rates().Select(rate => rate * _start);
                        if (Epoch > _total)
                            return Rates();
                        double factor = 1 + ((_end - _start) / ((_total * _start) + ((Epoch - 1) * (_end - _start))));
                        return Rates().Select(rate => rate * factor);
                    }

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base.Select(rate => rate * (_start + ((_end - _start) * Math.Min(_total, Epoch) / _total)));
                }

                /// <summary>eta_min + (first rate - eta_min) (1 + cos(pi e / T_max)) / 2.</summary>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double _period, _least;

                    public CosineAnnealingLR(
                        Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (_period, _least) = (T_max, eta_min);
                        step();
                    }

                    // From rate to rate, as PyTorch does, so that other schedules may change the rate in between.
                    protected override IEnumerable<double> get_lr()
                    {
                        if (Epoch == 0)
                            return Rates();
                        if ((Epoch - 1 - _period) % (2 * _period) == 0)
                            return Rates().Zip(_base, (rate, first) => rate + ((first - _least) * (1 - Math.Cos(Math.PI / _period)) / 2));
                        double ratio = Height(Epoch) / Height(Epoch - 1);
                        return Rates().Select(rate => (ratio * (rate - _least)) + _least);
                    }

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base.Select(first => _least + ((first - _least) * Height(Epoch) / 2));

                    private double Height(int epoch) => 1 + Math.Cos(Math.PI * epoch / _period);
                }

                /// <summary>One schedule after the other; each starts at its own epoch 0 when its milestone is reached.</summary>
                public class SequentialLR : LRScheduler
                {
                    private readonly LRScheduler[] _schedulers;
                    private readonly int[] _milestones;

                    public SequentialLR(
                        Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1)
                        : base(optimizer, last_epoch, verbose: false)
                    {
                        (_schedulers, _milestones) = ([.. schedulers], [.. milestones]);
                        if (_schedulers.Length != _milestones.Length + 1)
                            throw new ArgumentException(
                                $"SequentialLR has {_schedulers.Length} schedules for {_milestones.Length} milestones", nameof(milestones));
                        foreach (LRScheduler scheduler in _schedulers)
                            scheduler.Epoch--;                    // each took its first step when it was made
                        Set(_base);
                        step();
                    }

                    public override void step(int? epoch)
                    {
                        Epoch = epoch ?? Epoch + 1;
                        int current = _milestones.Count(milestone => milestone <= Epoch);
                        if (current > 0 && _milestones[current - 1] == Epoch)
                            _schedulers[current].step(0);
                        else
                            _schedulers[current].step();
                        Set([.. Rates()]);
                    }
                }
            }
        }
    }
}
