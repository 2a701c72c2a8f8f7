namespace Fuse3D.Vision.Models.Modalities;

/// <summary>A layer that has a faster form for answers.</summary>
internal interface IPreparesInference
{
    /// <summary>
    /// Makes the faster form, once weights are loaded and on their device. Training and what is stored stay as they are, but later changes of
    /// weights do not reach answers.
    /// </summary>
    void PrepareInference();
}
