namespace Fuse3D.Vision.Data.Dense;

/// <summary>Where a network's modalities are among a data set's.</summary>
internal static class ModalityPlaces
{
    /// <param name="wanted">the network's modalities</param>
    /// <returns>of each the index in <see cref="ISegmentationDataset.Modalities"/></returns>
    /// <exception cref="InvalidInputException">the data has no such modality</exception>
    public static int[] Of(ISegmentationDataset data, IEnumerable<string> wanted) => [.. wanted.Select(name => data.Modalities.ToList().IndexOf(name) is >= 0 and var place
        ? place
        : throw new InvalidInputException($"modality '{name}' is not in {data.Name}, which has {string.Join(", ", data.Modalities)}", "model.modalities"))];
}
