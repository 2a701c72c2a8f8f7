using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data.Dense;

namespace Fuse3D.Vision.Models.Dense;

/// <summary>Answers frames of dense data sets: a network of this process, or a service.</summary>
public interface IDensePredictor : IAsyncDisposable
{
    DescribedDense Model { get; }

    /// <summary>A class for every pixel of a frame.</summary>
    /// <param name="frame">the model's modalities in its order, as the data set stores them, all of one size</param>
    /// <exception cref="InvalidInputException">the model translates, or frame or options are not what it takes</exception>
    Task<SegmentationResult> SegmentAsync(IReadOnlyList<DenseModality> frame, DenseOptions options, CancellationToken cancel);

    /// <summary>A view in the model's target domain.</summary>
    /// <param name="view">its inputs are the model's domains, in its order</param>
    /// <exception cref="InvalidInputException">the model segments, or view or options are not what it takes</exception>
    Task<TranslationResult> TranslateAsync(TranslationSample view, DenseOptions options, CancellationToken cancel);
}
