using System.CommandLine;
using System.Globalization;

namespace Fuse3D.Cli.Training;

/// <summary>What <c>fuse3d train</c> was asked for.</summary>
/// <param name="Overrides">of the configuration: "train.epochs=3"</param>
/// <param name="Out">null: out/ and the configuration's name</param>
/// <param name="Threads">inside one operator</param>
internal sealed record TrainRequest(string Config, IReadOnlyList<string> Overrides, string? Out, bool Resume, string Device, int Threads);

/// <summary>The options of <c>fuse3d train</c>; the short ones stand for a --set each.</summary>
internal sealed class TrainOptions
{
    private readonly Option<string?> _data = new("--data") { Description = "The data's folder, instead of the configuration's" };
    private readonly Option<string?> _out = new("--out") { Description = "Folder for states and networks; out/ and the configuration's name unless given" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on from the latest state in the output folder" };
    private readonly Option<string> _device = new("--device") { Description = "cpu, cuda or cuda:N", DefaultValueFactory = _ => "cpu" };
    private readonly Option<int?> _epochs = new("--epochs") { Description = "Epochs of the whole run" };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "Of the first weights, the order of samples, augmentation and dropout" };
    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Threads inside one operator; all cores unless given. The same number gives the same bits",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };
    private readonly Option<string?> _points = new("--init-point") { Description = "Weights that the point detector starts from: .pth, .safetensors or a model folder" };
    private readonly Option<string?> _image = new("--init-image") { Description = "Weights that the picture detector starts from: YOLOS, or the DeiT classifier that it grows from; of dense networks the encoder's classifier of ImageNet" };
    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Another value for a key of the configuration, as train.batch=4; may be given many times",
        DefaultValueFactory = _ => [],
    };

    public void AddTo(Command verb)
    {
        Option[] options = [_data, _out, _resume, _device, _epochs, _seed, _threads, _points, _image, _set];
        foreach (Option option in options)
            verb.Options.Add(option);
    }

    public TrainRequest Read(ParseResult parsed, FileInfo config)
    {
        int threads = parsed.GetValue(_threads);
        if (threads is < 1 or > 1_024)
            throw new CommandFailure($"--threads {threads}: it may be 1 to 1024");
        (string Key, string? Value)[] named =
        [
            ("data.root", parsed.GetValue(_data)), ("train.epochs", Text(parsed.GetValue(_epochs))), ("train.seed", Text(parsed.GetValue(_seed))),
            ("train.start.points", parsed.GetValue(_points)), ("train.start.image", parsed.GetValue(_image)),
        ];
        string[] overrides = [.. parsed.GetValue(_set) ?? [], .. named.Where(option => option.Value is not null).Select(option => $"{option.Key}={option.Value}")];
        return new(config.FullName, overrides, parsed.GetValue(_out), parsed.GetValue(_resume), parsed.GetValue(_device) ?? "cpu", threads);
    }

    private static string? Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture);
}
