namespace Fuse3D.Vision.Metrics.Running;

/// <summary>Keeps what frames gave until all are there. Thread-safe.</summary>
public interface IResultStore
{
    bool Has(FrameKey key);

    void Add(FrameResult result);

    /// <summary>The frame's result; null when there is none.</summary>
    FrameResult? Find(FrameKey key);
}

/// <summary>Keeps results in memory.</summary>
public sealed class ResultMemory : IResultStore
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<FrameKey, FrameResult> _results = [];

    public bool Has(FrameKey key) => _results.ContainsKey(key);

    public void Add(FrameResult result) => _results[result.Key] = result;

    public FrameResult? Find(FrameKey key) => _results.GetValueOrDefault(key);
}
