namespace Grpc.Core.Internal;

/// <summary>Several call credentials, applied in order.</summary>
internal sealed class CompositeCallCredentials : CallCredentials
{
    private readonly List<CallCredentials> _parts;

    public CompositeCallCredentials(CallCredentials[] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Length < 2) throw new ArgumentException($"Compose needs at least two credentials, got {parts.Length}.", nameof(parts));
        _parts = [.. parts];
    }

    public override void InternalPopulateConfiguration(CallCredentialsConfiguratorBase configurator, object? state) =>
        configurator.SetCompositeCredentials(state, _parts);
}
