using Fuse3D.V1;
using Fuse3D.Vision.Fusion;

namespace Fuse3D.Services.Fusion.Branches;

/// <summary>One branch of a fusion service: where it is, and how it is.</summary>
/// <param name="Connector">null: it is in this process</param>
internal sealed record BranchPlace(string Name, BranchConnector? Connector)
{
    public bool IsAvailable => Connector?.IsAvailable ?? true;

    public Transport Transport(bool inlineOnly) =>
        Connector is null ? V1.Transport.InProcess : inlineOnly ? V1.Transport.Inline : Connector.Transport;

    public BranchInfo ToWire(string model) => new()
    {
        Name = Name,
        Address = Connector?.Address.ToString() ?? "",
        Available = IsAvailable,
        Transport = Transport(inlineOnly: false),
        ModelName = IsAvailable ? model : "",
        Reason = Connector?.Reason ?? "",
    };

    public BranchTransport Used(bool inlineOnly) =>
        new() { Branch = Name, Transport = Transport(inlineOnly), Reason = inlineOnly ? "" : Connector?.Reason ?? "" };
}

/// <summary>Both branches of a fusion service, each in this process or behind a session, and the detector over them.</summary>
internal sealed class BranchSet : IAsyncDisposable
{
    private readonly IPointBranch _points;
    private readonly IImageBranch _image;
    private readonly IFusionHead? _head;
    private readonly IReadOnlyList<IAsyncDisposable> _owned;
    private readonly FusedDetector _detector, _inlineDetector;

    /// <param name="points">null: the point branch is <paramref name="localPoints"/></param>
    /// <param name="image">null: the image branch is <paramref name="localImage"/></param>
    /// <param name="owned">local branches that end with this set; others are their giver's</param>
    public BranchSet(
        FusionModel model, BranchConnector? points, BranchConnector? image, IPointBranch? localPoints, IImageBranch? localImage,
        IReadOnlyList<IAsyncDisposable> owned, FusionOptions options)
    {
        _owned = owned;
        _head = model.Head;
        (Points, Image) = (new("points", points), new("image", image));
        TimeSpan pointTimeout = TimeSpan.FromSeconds(options.PointTimeout), imageTimeout = TimeSpan.FromSeconds(options.ImageTimeout);
        _points = localPoints ?? new RemotePointBranch(points!, pointTimeout);
        _image = localImage ?? new RemoteImageBranch(image!, imageTimeout);
        _detector = new(_points, _image, model.Head) { ImageTimeout = imageTimeout };
        _inlineDetector = new(
            points is null ? _points : new RemotePointBranch(points, pointTimeout, inlineOnly: true),
            image is null ? _image : new RemoteImageBranch(image, imageTimeout, inlineOnly: true), model.Head)
        { ImageTimeout = imageTimeout };
    }

    public BranchPlace Points { get; }

    public BranchPlace Image { get; }

    public FusedDetector Detector(bool inlineOnly) => inlineOnly ? _inlineDetector : _detector;

    public IEnumerable<BranchInfo> ToWire()
    {
        yield return Points.ToWire(Points.IsAvailable ? _points.Info.Model : "");
        yield return Image.ToWire(Image.IsAvailable ? _image.Info.Model : "");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable branch in _owned)
            await branch.DisposeAsync();
        _head?.Dispose();
        foreach (BranchConnector connector in new[] { Points.Connector, Image.Connector }.OfType<BranchConnector>())
            await connector.DisposeAsync();
    }
}
