using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Normalisation per channel: optional scale and shift [C], optional running statistics [C].</summary>
public abstract class NormBase : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))] private Parameter? _weight;
    [ComponentName(Name = nameof(bias))] private Parameter? _bias;
    [ComponentName(Name = nameof(running_mean))] private Tensor? _running_mean;
    [ComponentName(Name = nameof(running_var))] private Tensor? _running_var;
    [ComponentName(Name = nameof(num_batches_tracked))] private Tensor? _num_batches_tracked;

    private protected NormBase(
        long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype,
        string name) : base(name)
    {
        (this.num_features, this.eps, this.momentum) = (num_features, eps, momentum);
        (this.affine, this.track_running_stats) = (affine, track_running_stats);
        if (affine)
        {
            weight = nn.Parameter(ones([num_features], dtype: dtype, device: device));
            bias = nn.Parameter(zeros([num_features], dtype: dtype, device: device));
        }

        if (track_running_stats)
        {
            running_mean = zeros([num_features], dtype: dtype, device: device);
            running_var = ones([num_features], dtype: dtype, device: device);
            num_batches_tracked = zeros([], dtype: ScalarType.Int64, device: device);
        }
    }

    public long num_features { get; }

    public double eps { get; set; }

    /// <summary>Share of the new batch in the running statistics; null: the plain mean over all batches.</summary>
    public double? momentum { get; set; }

    public bool affine { get; }

    public bool track_running_stats { get; }

    public Parameter? weight { get => _weight; set => Exchange(ref _weight, value, nameof(weight)); }

    public Parameter? bias { get => _bias; set => Exchange(ref _bias, value, nameof(bias)); }

    public Tensor? running_mean { get => _running_mean; set => Exchange(ref _running_mean, value, nameof(running_mean)); }

    public Tensor? running_var { get => _running_var; set => Exchange(ref _running_var, value, nameof(running_var)); }

    public Tensor? num_batches_tracked
    {
        get =>
        _num_batches_tracked; set => Exchange(ref _num_batches_tracked, value, nameof(num_batches_tracked));
    }

    public void reset_running_stats()
    {
        if (!track_running_stats)
            return;
        nn.init.zeros_(running_mean!);
        nn.init.ones_(running_var!);
        nn.init.zeros_(num_batches_tracked!);
    }

    public void reset_parameters()
    {
        reset_running_stats();
        if (weight is not null)
            nn.init.ones_(weight);
        if (bias is not null)
            nn.init.zeros_(bias);
    }

    /// <summary>The share of this batch in the running statistics; counts the batch.</summary>
    private protected double CountBatch()
    {
        if (num_batches_tracked is null)
            return momentum ?? 0;
        num_batches_tracked.add_(1);
        return momentum ?? (1.0 / num_batches_tracked.ToInt64());
    }

    private protected void RequireDimensions(Tensor input, int least, int most)
    {
        long dimensions = input.ndim;
        if (dimensions < least || dimensions > most)
            throw new ArgumentException(
                $"{GetName()} takes {(least == most ? $"{most}" : $"{least} or {most}")} dimensions; "
                + $"got [{string.Join(", ", input.shape)}]",
                nameof(input));
    }
}

/// <summary>Statistics over the batch and all positions; the running ones in evaluation.</summary>
public abstract class BatchNorm : NormBase
{
    private protected BatchNorm(
        long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype,
        string name)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
    {
    }

    public override Tensor forward(Tensor input)
    {
        RequireDimensions(input);
        double share = training && track_running_stats ? CountBatch() : momentum ?? 0;
        bool fromBatch = training || running_mean is null;
        return nn.functional.batch_norm(input, running_mean, running_var, weight, bias, fromBatch, share, eps);
    }

    private protected abstract void RequireDimensions(Tensor input);
}

/// <summary>[N, C] or [N, C, L].</summary>
public sealed class BatchNorm1d : BatchNorm
{
    internal BatchNorm1d(
        long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm1d))
    {
    }

    private protected override void RequireDimensions(Tensor input) => RequireDimensions(input, 2, 3);
}

/// <summary>[N, C, H, W].</summary>
public sealed class BatchNorm2d : BatchNorm
{
    internal BatchNorm2d(
        long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm2d))
    {
    }

    private protected override void RequireDimensions(Tensor input) => RequireDimensions(input, 4, 4);
}

/// <summary>Statistics of each channel of each sample over its positions: [N, C, H, W] or [C, H, W].</summary>
public sealed class InstanceNorm2d : NormBase
{
    internal InstanceNorm2d(
        long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(InstanceNorm2d))
    {
    }

    public override Tensor forward(Tensor input)
    {
        RequireDimensions(input, 3, 4);
        if (input.ndim == 4)
            return Normalise(input);
        using Tensor batch = input.unsqueeze(0);
        using Tensor normal = Normalise(batch);
        return normal.squeeze(0);
    }

    private Tensor Normalise(Tensor input) => nn.functional.instance_norm(
        input, running_mean, running_var, weight, bias, use_input_stats: training || !track_running_stats, momentum ?? 0, eps);
}
