namespace Fuse3D.Vision.Metrics.Running;

/// <summary>Answers frames together; one that cannot be read or taken does not harm the others.</summary>
/// <param name="ids">of the split</param>
/// <param name="draw">reads a frame</param>
/// <param name="predict">shows samples to the network</param>
/// <param name="decode">makes a frame's result</param>
internal sealed class FrameBatch<TSample, TPrediction>(
    IReadOnlyList<string> ids, Func<FrameKey, TSample> draw, Func<IReadOnlyList<TSample>, CancellationToken, Task<IReadOnlyList<TPrediction>>> predict,
    Func<FrameKey, TSample, TPrediction, FrameResult> decode)
{
    /// <returns>one per frame, in their order</returns>
    public async Task<IReadOnlyList<FrameOutcome>> AnswerAsync(IReadOnlyList<FrameKey> frames, CancellationToken cancel)
    {
        Dictionary<FrameKey, FrameOutcome> outcomes = [];
        List<(FrameKey Key, TSample Sample)> drawn = [];
        foreach (FrameKey key in frames)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                drawn.Add((key, draw(key)));
            }
            catch (InvalidInputException e)
            {
                outcomes[key] = Failed(key, e);
            }
        }

        await PredictAsync(drawn, outcomes, cancel).ConfigureAwait(false);
        return [.. frames.Select(key => outcomes[key])];
    }

    private async Task PredictAsync(List<(FrameKey Key, TSample Sample)> drawn, Dictionary<FrameKey, FrameOutcome> outcomes, CancellationToken cancel)
    {
        if (drawn.Count == 0)
            return;
        try
        {
            IReadOnlyList<TPrediction> predictions = await predict([.. drawn.Select(frame => frame.Sample)], cancel).ConfigureAwait(false);
            foreach (var ((key, sample), prediction) in drawn.Zip(predictions))
                outcomes[key] = new(key, ids[key.Frame], decode(key, sample, prediction), null);
        }
        catch (InvalidInputException e) when (drawn.Count == 1)
        {
            outcomes[drawn[0].Key] = Failed(drawn[0].Key, e);
        }
        catch (InvalidInputException)
        {
            foreach (var frame in drawn)      // one of them is at fault: each by itself tells which
                await PredictAsync([frame], outcomes, cancel).ConfigureAwait(false);
        }
    }

    private FrameOutcome Failed(FrameKey key, InvalidInputException why) => new(key, ids[key.Frame], null, why.Message);
}
