namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>Tells how many of a list of scores are higher than a given one.</summary>
/// <remarks>
/// Scores are spread over equally wide buckets, more buckets than scores, so that most questions need one look and no search. The bucket
/// only ever grows as the score falls, in spite of rounding, so that only scores of the same bucket need comparing.
/// </remarks>
internal sealed class ScoreIndex
{
    private const int BucketsPerScore = 4;

    private readonly double[] _scores;
    private readonly int[] _first;      // [buckets + 1] place of the first score of each bucket
    private readonly double _perScore;

    /// <param name="descending">at least one, all finite</param>
    public ScoreIndex(double[] descending)
    {
        _scores = descending;
        int buckets = BucketsPerScore * descending.Length;
        double range = descending[0] - Lowest;
        _perScore = range > 0 && double.IsFinite(buckets / range) ? (buckets - 1) / range : 0;
        _first = new int[buckets + 1];
        foreach (double score in descending)
            _first[BucketOf(score) + 1]++;
        for (int b = 0; b < buckets; b++)
            _first[b + 1] += _first[b];
    }

    public double Lowest => _scores[^1];

    /// <param name="score">not below <see cref="Lowest"/></param>
    public int HigherThan(double score)
    {
        if (score >= _scores[0])
            return 0;
        int bucket = BucketOf(score), from = _first[bucket], count = _first[bucket + 1] - from;
        while (count > 0)
        {
            int half = count / 2;
            (from, count) = _scores[from + half] > score ? (from + half + 1, count - half - 1) : (from, half);
        }

        return from;
    }

    private int BucketOf(double score) => (int)((_scores[0] - score) * _perScore);
}
