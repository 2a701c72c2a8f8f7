using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Training.Optimization;

namespace Fuse3D.Vision.Training;

/// <summary>The stages that a run's epochs are divided into, evenly; schedules count anew in each.</summary>
/// <param name="stepsPerEpoch">at least 1</param>
public sealed class TrainingStages(TrainConfig config, int stepsPerEpoch)
{
    private readonly int _count = Math.Max(1, config.Stages.Count);

    /// <param name="step">from 0, over the whole run</param>
    public int At(long step) => (int)Math.Min(_count - 1, step / stepsPerEpoch * _count / config.Epochs);

    /// <summary>Whether a stage begins with this step, other than the run's first; its optimizer is to be new.</summary>
    public bool IsFirst(long step) => step > 0 && At(step) != At(step - 1);

    /// <summary>A group's learning rate.</summary>
    public double Rate(ParameterGroup group, long step)
    {
        int stage = At(step), first = FirstEpoch(stage);
        var rates = new LearningRates(config.Schedule, FirstEpoch(stage + 1) - first, stepsPerEpoch);
        return rates.At(group.RateIn(stage), step - (long)first * stepsPerEpoch);
    }

    // The least epoch, from 0, with epoch * count / epochs = stage.
    private int FirstEpoch(int stage) => (int)(((long)stage * config.Epochs + _count - 1) / _count);
}
