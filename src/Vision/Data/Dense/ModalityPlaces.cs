namespace Fuse3D.Vision.Data.Dense;

/// <summary>Where a network's modalities are among a data set's.</summary>
internal static class ModalityPlaces
{
    /// <param name="wanted">the network's modalities</param>
    /// <returns>of each the index in <see cref="ISegmentationDataset.Modalities"/></returns>
    /// <exception cref="InvalidInputException">the data has no such modality, or has it in another form, so that the network would be served otherwise</exception>
    public static int[] Of(ISegmentationDataset data, IEnumerable<ModalityForm> wanted) => [.. wanted.Select(form => PlaceOf(data, form))];

    private static int PlaceOf(ISegmentationDataset data, ModalityForm wanted)
    {
        int place = data.Modalities.ToList().IndexOf(wanted.Name);
        if (place < 0)
            throw new InvalidInputException($"modality '{wanted.Name}' is not in {data.Name}, which has {string.Join(", ", data.Modalities)}", "model.modalities");
        if (data.FormKinds[place] != wanted.Kind)
        {
            throw new InvalidInputException(
                $"modality '{wanted.Name}' is of form {wanted.Kind} in the model's description, and of form {data.FormKinds[place]} in {data.Name}: "
                + $"measured so, it would be another network than the one that is served; model.modalities takes 'form: {data.FormKinds[place]}'", "model.modalities");
        }

        return place;
    }
}
