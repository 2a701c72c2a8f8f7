using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing;
using Fuse3D.Vision.Data.Rooms.Writing;

namespace Fuse3D.Cli.Generation;

/// <summary>Options of <c>fuse3d generate</c>; values that cannot be are errors of the command line.</summary>
internal sealed class GenerateOptions
{
    private const int LeastSide = 16, MostSide = 4_096, MostViews = 1_000, MostPoints = 1_000_000, MostThreads = 1_024;

    private readonly Option<int> _scenes = Whole("--scenes", $"Rooms, 1..{GenerationOptions.MostScenes}; with the same --val and --test more can be added later", 1, GenerationOptions.MostScenes, 100);
    private readonly Option<int?> _validation = new("--val")
    {
        Description = "Of those, rooms of the validation split; without it a fifth",
        CustomParser = result => Parse(result, "--val", 0, GenerationOptions.MostScenes),
    };

    private readonly Option<int> _test = Whole("--test", "Of those, rooms of the test split", 0, GenerationOptions.MostScenes, 0);
    private readonly Option<ulong> _seed = new("--seed") { Description = "The rooms are a function of it" };
    private readonly Option<string[]> _layouts = new("--layout")
    {
        Description = $"How the files lie, as in the data set of that name: {string.Join(", ", GenerationOptions.Known)}. Of several, each has a folder of its name in OUT",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => ["sunrgbd"],
    };

    private readonly Option<Sides> _size = new("--size")
    {
        Description = $"Pixels of pictures and depth, {LeastSide}..{MostSide} each",
        DefaultValueFactory = _ => new(320, 240),
        CustomParser = ParseSize,
    };

    private readonly Option<int> _views = Whole("--views", "Pictures of each room in the layout scannet", 1, MostViews, 12);
    private readonly Option<int> _points = Whole("--points", "Points of each room in the layout sunrgbd, drawn from the measured pixels", 1, MostPoints, 50_000);
    private readonly Option<double> _lookAlike = Share("--look-alike", "Share of tables, desks, dressers and night stands that only looks tell from each other, 0..1", new RoomOptions().LookAlike);
    private readonly Option<double> _depthInvisible = Share("--depth-invisible", "Share of objects made of what the depth sensor hardly sees, 0..1", new RoomOptions().DepthInvisible);
    private readonly Option<double> _dim = Share("--dim", "Share of rooms with little light, 0..1", new RoomOptions().Dim);
    private readonly Option<int> _leastPixels = Whole("--min-pixels", "Objects that fewer pixels show are not in the labels", 1, int.MaxValue, 60);
    private readonly Option<double> _leastShare = Share("--min-share", "Objects of whose silhouette a smaller part is seen are not in the labels, 0..1", 0.05);
    private readonly Option<int> _threads = Whole("--threads", "Rooms made side by side", 1, MostThreads, Environment.ProcessorCount);

    public void AddTo(Command verb)
    {
        _layouts.AcceptOnlyFromAmong([.. GenerationOptions.Known]);
        foreach (Option option in (Option[])[_scenes, _validation, _test, _seed, _layouts, _size, _views, _points, _lookAlike, _depthInvisible, _dim, _leastPixels, _leastShare, _threads])
            verb.Add(option);
    }

    /// <summary>What is wrong with values together; null: nothing.</summary>
    public string? Wrong(ParseResult parsed)
    {
        int scenes = parsed.GetValue(_scenes), test = parsed.GetValue(_test);
        if (parsed.GetValue(_validation) is { } rooms && rooms > scenes)
            return $"--val is {rooms}; it may be 0 to --scenes, {scenes}";
        return Validation(parsed) + test > scenes ? $"--val is {Validation(parsed)} and --test {test}; together they may be 0 to --scenes, {scenes}" : null;
    }

    public GenerationOptions Read(ParseResult parsed)
    {
        (int width, int height) = parsed.GetValue(_size);
        int scenes = parsed.GetValue(_scenes);
        return new GenerationOptions
        {
            Scenes = scenes,
            Validation = Validation(parsed),
            Test = parsed.GetValue(_test),
            Seed = parsed.GetValue(_seed),
            Layouts = parsed.GetRequiredValue(_layouts),
            Width = width,
            Height = height,
            Views = parsed.GetValue(_views),
            Points = parsed.GetValue(_points),
            Rooms = new() { LookAlike = parsed.GetValue(_lookAlike), DepthInvisible = parsed.GetValue(_depthInvisible), Dim = parsed.GetValue(_dim) },
            Least = new(parsed.GetValue(_leastPixels), parsed.GetValue(_leastShare)),
            Threads = parsed.GetValue(_threads),
        };
    }

    private int Validation(ParseResult parsed) => parsed.GetValue(_validation) ?? parsed.GetValue(_scenes) / 5;

    private static Option<int> Whole(string name, string description, int least, int most, int value) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => value,
        CustomParser = result => Parse<int>(result, name, least, most),
    };

    private static Option<double> Share(string name, string description, double value) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => value,
        CustomParser = result => Parse<double>(result, name, 0, 1),
    };

    private static T Parse<T>(ArgumentResult result, string name, T least, T most) where T : struct, INumber<T>
    {
        string text = result.Tokens[0].Value;
        if (T.TryParse(text, CultureInfo.InvariantCulture, out T value) && value >= least && value <= most)
            return value;
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}'; it may be {least} to {most}"));
        return default;
    }

    private static Sides ParseSize(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (text.Split('x') is [var w, var h]
            && int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out int width) && width is >= LeastSide and <= MostSide
            && int.TryParse(h, NumberStyles.None, CultureInfo.InvariantCulture, out int height) && height is >= LeastSide and <= MostSide)
            return new(width, height);
        result.AddError($"--size is '{text}'; it must be WIDTHxHEIGHT, each {LeastSide} to {MostSide}");
        return default;
    }

    private readonly record struct Sides(int Width, int Height)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");
    }
}
