namespace Grpc.Net.Client.Internal;

/// <summary>What a call sends. Every attempt gets a content of its own that sends it from the start.</summary>
internal abstract class RequestBody : IDisposable
{
    /// <summary>False when what was sent is not kept, so that it cannot be sent again.</summary>
    public abstract bool CanRepeat { get; }

    /// <summary>The body of the next attempt.</summary>
    public abstract HttpContent CreateContent();

    /// <summary>The server has answered: there will be no other attempt.</summary>
    public abstract void Commit();

    /// <summary>The call has ended: nothing more is sent, and memory is given back once nobody reads it.</summary>
    public abstract void Dispose();
}
