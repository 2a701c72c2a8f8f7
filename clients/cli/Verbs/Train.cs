using System.CommandLine;
using Fuse3D.Cli.Training;
using Fuse3D.Vision;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Training;
using Fuse3D.Vision.Training.Parallel;
using TorchSharp;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d train</c>: trains the network that a configuration describes.</summary>
internal static class Train
{
    public static Command Verb()
    {
        Argument<FileInfo> config = new("config") { Description = "What to train and how: a file of configs/detection, configs/segmentation or configs/translation, or one of your own" };
        TrainOptions options = new();
        Command verb = new Command("train",
            "Train a network. States to go on from, the best network and the last one are written to the output folder; each network is a model folder that 'fuse3d serve --model' takes. Ctrl-C saves the state and stops. Several processes train together when RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT say so.")
        {
            config,
        }.WithExamples(
            "fuse3d train configs/detection/sunrgbd_groupfree_L6_O256.yaml --data data/sunrgbd --out out/sunrgbd",
            "fuse3d train configs/detection/sunrgbd_groupfree_L6_O256.yaml --out out/sunrgbd --resume",
            "fuse3d train configs/detection/scannet_groupfree_L6_O256.yaml --device cuda --set train.batch=4 --set train.optimizer.rate=0.003",
            "fuse3d train configs/segmentation/nyudv2_cen_r101.yaml --data data/nyudv2 --init-image resnet101.pth --device cuda",
            "RANK=0 WORLD_SIZE=2 MASTER_ADDR=127.0.0.1 MASTER_PORT=29500 fuse3d train config.yaml --out out/run");
        options.AddTo(verb);
        verb.SetAction((parsed, cancel) => Task.Factory.StartNew(
            () => Run(options.Read(parsed, parsed.GetRequiredValue(config)), cancel), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        return verb;
    }

    private static int Run(TrainRequest request, CancellationToken stop)
    {
        return DenseRunConfig.Holds(request.Config, request.Overrides)
            ? Run(request, DenseRunConfig.Load(request.Config, request.Overrides), stop)
            : Run(request, RunConfig.Load(request.Config, request.Overrides), stop);
    }

    private static int Run(TrainRequest request, RunConfig config, CancellationToken stop) => Run(
        request, config.Name, config.Train, (run, folder, observer) => TrainingRun.Run(config, folder, run.Device, request.Resume, run.Exchange, observer, stop));

    private static int Run(TrainRequest request, DenseRunConfig config, CancellationToken stop) => Run(
        request, config.Name, config.Train, (run, folder, observer) => TrainingRun.Run(config, folder, run.Device, request.Resume, run.Exchange, observer, stop));

    /// <param name="train">trains, and says whether the run is done</param>
    private static int Run(
        TrainRequest request, string name, TrainConfig config, Func<(torch.Device Device, IGradientExchange Exchange), RunFolder, ITrainingObserver, bool> train)
    {
        torch.Device device = ComputeDevice.Parse(request.Device == "cuda" ? $"cuda:{ProcessGroupExchange.LocalRank}" : request.Device).Device;
        torch.set_num_threads(request.Threads);
        using IGradientExchange exchange = ProcessGroupExchange.FromEnvironment(device);
        var folder = new RunFolder(request.Out ?? Path.Combine("out", name));
        using var observer = new RunObserver(name, config, folder, first: exchange.Rank == 0);
        try
        {
            bool done = train((device, exchange), folder, observer);
            observer.End(done ? $"done: {folder.Model}" : $"stopped; go on with: fuse3d train {request.Config} --out {folder.Path} --resume");
            if (done && exchange.Rank == 0)
                Console.WriteLine(Path.GetFullPath(folder.Model));
            return done ? 0 : 1;
        }
        catch (TrainingFailedException e)
        {
            throw new CommandFailure(e.Message);
        }
    }
}
