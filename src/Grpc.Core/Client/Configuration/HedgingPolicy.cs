using Grpc.Core;

namespace Grpc.Net.Client.Configuration;

/// <summary>How a call is sent several times, taking the first answer. Not supported yet: a channel refuses a config that has it.</summary>
public sealed class HedgingPolicy : ConfigObject
{
    /// <summary>Attempts in all.</summary>
    public int? MaxAttempts
    {
        get => Get<int?>("maxAttempts");
        set => Set("maxAttempts", value);
    }

    /// <summary>Wait between attempts.</summary>
    public TimeSpan? HedgingDelay
    {
        get => Get<TimeSpan?>("hedgingDelay");
        set => Set("hedgingDelay", value);
    }

    /// <summary>The statuses after which the other attempts go on.</summary>
    public IList<StatusCode> NonFatalStatusCodes => List<StatusCode>("nonFatalStatusCodes");
}
