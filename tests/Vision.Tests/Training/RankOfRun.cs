using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Training;
using Fuse3D.Vision.Training.Parallel;
using Fuse3D.Vision.Training.Tasks;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>Processes of one training run: this assembly started again, with the one test below.</summary>
/// <remarks>The command line saves the first rank's network alone; these save each rank's.</remarks>
[Collection(OrderedRandomNumbers.Name)]
[Trait("Category", Category)]
public sealed class RankOfRun
{
    private const string Category = "Rank", Config = "FUSE3D_RANK_CONFIG", Output = "FUSE3D_RANK_OUTPUT";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Runs a configuration, once in each process.</summary>
    /// <param name="name">of the files that networks go to</param>
    /// <returns>each process's network: parameters and buffers by name</returns>
    internal static WeightTable[] Run(ScratchFolder folder, string name, string config, int processes)
    {
        string file = folder.At(name + ".yaml"), port = FreePort().ToString(CultureInfo.InvariantCulture);
        File.WriteAllText(file, config);
        string[] outputs = [.. Enumerable.Range(0, processes).Select(rank => folder.At($"{name}-{rank}.safetensors"))];
        Process[] ranks = [.. outputs.Select((output, rank) => Start(new Dictionary<string, string>
        {
            [Config] = file,
            [Output] = output,
            ["MASTER_ADDR"] = "127.0.0.1",
            ["MASTER_PORT"] = port,
            ["RANK"] = rank.ToString(CultureInfo.InvariantCulture),
            ["WORLD_SIZE"] = processes.ToString(CultureInfo.InvariantCulture),
        }))];
        try
        {
            Task<string>[] said = [.. ranks.Select(rank => rank.StandardOutput.ReadToEndAsync())];
            Assert.True(Task.WaitAll(said, Patience), "the processes did not end in time");
            Assert.All(ranks.Zip(said), rank => Assert.True(rank.First.WaitForExit(Patience) && rank.First.ExitCode == 0, rank.Second.Result));
            return [.. outputs.Select(Read)];
        }
        finally
        {
            foreach (Process rank in ranks)
                Stop(rank);
        }
    }

    [SkippableFact]
    public void Train_AsOneProcessOfAnotherTest()
    {
        string? path = Environment.GetEnvironmentVariable(Config), output = Environment.GetEnvironmentVariable(Output);
        Skip.If(path is null || output is null, "another test starts this one in processes of its own");
        set_num_threads(1);
        RunConfig config = RunConfig.Load(path);
        using IGradientExchange exchange = ProcessGroupExchange.FromEnvironment(CPU);
        IDetectionDataset frames = DatasetFactory.Open(config.Data.Layout, config.Data.Root, config.Data.Train);
        using SceneTask task = config.Family == ModelFolderBranches.GroupFree
            ? SceneTask.GroupFree(config, frames, null, CPU, exchange)
            : SceneTask.TokenFusion(config, frames, null, CPU, exchange);
        using var trainer = new Trainer<DetectionSample>(task, config.Train, new RunFolder(output + ".run"), config.Data.Damaged, exchange, new RunRecord());
        Assert.True(trainer.Run(CancellationToken.None));
        Checkpoint.Save(task.Network, output);
    }

    private static Process Start(Dictionary<string, string> environment)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        start.ArgumentList.Add($"Category={Category}");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static WeightTable Read(string path)
    {
        using WeightFile file = WeightFile.Open(path);
        return WeightTable.Read(file);
    }

    private static void Stop(Process process)
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
