using System.Globalization;

namespace Fuse3D.TorchExtensions;

/// <summary>A process's place among those of one job, as launchers such as torchrun tell it by environment variables.</summary>
/// <param name="MasterAddress">MASTER_ADDR: where rank 0 runs</param>
/// <param name="MasterPort">MASTER_PORT: where rank 0 listens, 1 to 65535</param>
/// <param name="Rank">RANK: this process's number, from 0</param>
/// <param name="WorldSize">WORLD_SIZE: the number of processes</param>
/// <param name="LocalRank">LOCAL_RANK: this process's number on its machine, which is that of its GPU; 0 when unset</param>
public sealed record DistributedEnvironment(string MasterAddress, int MasterPort, int Rank, int WorldSize, int LocalRank)
{
    private const int MostProcesses = 4096;

    /// <summary>Whether there are other processes.</summary>
    public bool IsDistributed => WorldSize > 1;

    /// <summary>Reads the environment; one process alone when it names neither RANK nor WORLD_SIZE.</summary>
    /// <exception cref="FormatException">a variable is missing or wrong; the message names it, what it holds and what is allowed</exception>
    public static DistributedEnvironment FromVariables() => From(Environment.GetEnvironmentVariable);

    /// <summary>Meets the other processes: <see cref="ProcessGroup.Create"/>.</summary>
    public ProcessGroup Connect(CollectiveBackend backend, TimeSpan timeout) =>
        ProcessGroup.Create(backend, MasterAddress, MasterPort, Rank, WorldSize, timeout);

    internal static DistributedEnvironment From(Func<string, string?> variable)
    {
        if (variable("RANK") is null && variable("WORLD_SIZE") is null)
            return new("127.0.0.1", MasterPort: 0, Rank: 0, WorldSize: 1, LocalRank: 0);
        int worldSize = Number("WORLD_SIZE", 1, MostProcesses, variable);
        int rank = Number("RANK", 0, worldSize - 1, variable);
        int localRank = variable("LOCAL_RANK") is null ? 0 : Number("LOCAL_RANK", 0, worldSize - 1, variable);
        string address = variable("MASTER_ADDR") is { } named && !string.IsNullOrWhiteSpace(named)
            ? named.Trim()
            : throw Missing("MASTER_ADDR", "the address of the machine that runs rank 0");
        return new(address, Number("MASTER_PORT", 1, 65535, variable), rank, worldSize, localRank);
    }

    private static int Number(string name, int least, int most, Func<string, string?> variable)
    {
        string allowed = $"a number from {least} to {most}";
        string text = variable(name) ?? throw Missing(name, allowed);
        return int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int number)
            && number >= least && number <= most
            ? number
            : throw new FormatException($"the environment variable {name} is '{text}'; it takes {allowed}");
    }

    private static FormatException Missing(string name, string allowed) =>
        new($"the environment variable {name} is missing; beside RANK or WORLD_SIZE it takes {allowed}");
}
