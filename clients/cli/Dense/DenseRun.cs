using System.Collections.Concurrent;
using System.CommandLine;
using System.Runtime.CompilerServices;
using Fuse3D.V1;
using Fuse3D.Vision;
using Spectre.Console;
using DenseOptions = Fuse3D.V1.DenseOptions;

namespace Fuse3D.Cli.Dense;

/// <summary>Puts views through a dense model: results to stdout as they come, pictures to a folder, progress to stderr.</summary>
internal sealed class DenseRun(DenseArguments arguments, ParseResult parsed)
{
    private readonly ConcurrentQueue<DenseFrame> _sent = [];      // answers come in their order
    private int _failed;

    /// <returns>exit code: 1 when a frame was left out or refused</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        using IDenseAnswers answers = await arguments.OpenAsync(parsed, cancel);
        DenseSource source = arguments.Source(parsed, answers.Model);
        IAnsiConsole stderr = Consoles.Error();
        await stderr.Progress().StartAsync(async progress =>
        {
            ProgressTask bar = progress.AddTask("frames", maxValue: source.Ids.Count);
            await foreach (DenseReply reply in answers.AnswerAsync(Requests(source, arguments.Options(parsed), answers.Model.Name, cancel), cancel))
            {
                Take(reply, answers.Model);
                bar.Increment(1);
            }
        });
        return _failed == 0 ? 0 : 1;
    }

    private void Take(DenseReply reply, DenseModelInfo model)
    {
        if (!_sent.TryDequeue(out DenseFrame? frame))
            throw new CommandFailure("the server answered more frames than it was sent");
        if (reply.Status.Code != 0)
            Failed($"{frame.Id}: {reply.Status.Message}");
        IReadOnlyList<string> files = reply.Status.Code == 0 && arguments.Output(parsed) is { } folder ? DensePictures.Write(frame, reply, model, folder) : [];
        if (arguments.Json(parsed))
            Console.WriteLine(DenseLines.AsJson(frame.Id, reply, model, files));
        else if (reply.Status.Code == 0)
            Console.WriteLine(DenseLines.AsText(frame.Id, reply, model));
    }

    // A frame that cannot be read is reported and left out.
    private async IAsyncEnumerable<DenseRequest> Requests(DenseSource source, DenseOptions options, string model, [EnumeratorCancellation] CancellationToken cancel)
    {
        ulong sequence = 0;
        foreach (string id in source.Ids)
        {
            cancel.ThrowIfCancellationRequested();
            if (await Task.Run(() => TryRead(source, id), cancel) is not { } frame)
                continue;
            frame.Request.Header = new() { FrameId = id, Sequence = sequence++ };
            frame.Request.ModelName = model;
            frame.Request.Options = options;
            _sent.Enqueue(frame);
            yield return frame.Request;
        }
    }

    private DenseFrame? TryRead(DenseSource source, string id)
    {
        try
        {
            return source.Read(id);
        }
        catch (InvalidInputException e)
        {
            Failed($"{id} left out: {e.Message}");
            return null;
        }
    }

    private void Failed(string why)
    {
        Interlocked.Increment(ref _failed);
        Console.Error.WriteLine($"fuse3d: {why}");
    }
}
