namespace Grpc.Core.Internal;

/// <summary>Channel credentials with call credentials for every call.</summary>
internal sealed class CompositeChannelCredentials : ChannelCredentials
{
    private readonly ChannelCredentials _channel;
    private readonly CallCredentials _call;

    public CompositeChannelCredentials(ChannelCredentials channel, CallCredentials call)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(call);
        if (!channel.IsComposable)
            throw new ArgumentException($"{channel.GetType().Name} cannot carry call credentials; use SslCredentials.", nameof(channel));
        _channel = channel;
        _call = call;
    }

    public override void InternalPopulateConfiguration(ChannelCredentialsConfiguratorBase configurator, object state) =>
        configurator.SetCompositeCredentials(state, _channel, _call);
}
