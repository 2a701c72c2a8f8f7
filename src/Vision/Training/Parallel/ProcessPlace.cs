using System.Globalization;

namespace Fuse3D.Vision.Training.Parallel;

/// <summary>A process's place among those of a run, as launchers of torch.distributed programs say it in the environment.</summary>
/// <param name="MasterAddress">MASTER_ADDR: host where rank 0 listens</param>
/// <param name="MasterPort">MASTER_PORT</param>
/// <param name="Rank">RANK: 0 to WORLD_SIZE - 1</param>
/// <param name="Size">WORLD_SIZE</param>
/// <param name="LocalRank">LOCAL_RANK: among the processes of this machine; the CUDA device</param>
public sealed record ProcessPlace(string MasterAddress, int MasterPort, int Rank, int Size, int LocalRank)
{
    /// <returns>null when WORLD_SIZE is absent or 1: the process is alone</returns>
    /// <exception cref="InvalidInputException">a variable is missing or out of range</exception>
    public static ProcessPlace? FromEnvironment() => From(Environment.GetEnvironmentVariable);

    internal static ProcessPlace? From(Func<string, string?> variable)
    {
        if (variable("WORLD_SIZE") is not { Length: > 0 })
            return null;
        int size = Number(variable, "WORLD_SIZE", 1, 65_536);
        if (size == 1)
            return null;
        int rank = Number(variable, "RANK", 0, size - 1);
        return new(
            variable("MASTER_ADDR") is { Length: > 0 } host ? host : throw new InvalidInputException("MASTER_ADDR is missing; it must name the host of rank 0", "MASTER_ADDR"),
            Number(variable, "MASTER_PORT", 1, 65_535), rank, size,
            variable("LOCAL_RANK") is { Length: > 0 } ? Number(variable, "LOCAL_RANK", 0, size - 1) : rank);
    }

    private static int Number(Func<string, string?> variable, string name, int least, int most) =>
        int.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : throw new InvalidInputException($"{name} is '{variable(name)}'; it may be {least} to {most}", name);
}
