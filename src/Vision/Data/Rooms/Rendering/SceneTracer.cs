using System.Runtime.Intrinsics;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Kernels;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>Renders looks into one room, with everything that there is to know about each pixel.</summary>
/// <remarks>A picture is a function of the scene, the view, the options and the seed: threads do not change it. Views may be rendered at once.</remarks>
public sealed class SceneTracer
{
    private const int RowsAtOnce = 8;
    private readonly TracedScene _scene;
    private readonly RenderOptions _options;
    private PixelRays? _rays;                           // of the last camera: most rooms are seen through one

    public SceneTracer(RoomScene scene, RenderOptions? options = null)
    {
        _scene = new TracedScene(scene);
        _options = options ?? new RenderOptions();
    }

    /// <summary>Told the name of each stage of a picture when it has ended.</summary>
    internal Action<string>? Finished { get; init; }

    /// <param name="seed">of shadows' and the colour sensor's grain</param>
    /// <param name="workers">null: <see cref="Workers.Shared"/></param>
    /// <exception cref="InvalidInputException">the view's pose does more than turn and shift</exception>
    public RenderedView Render(RoomView view, ulong seed, Workers? workers = null)
    {
        workers ??= Workers.Shared;
        Camera camera = view.Camera;
        var rendered = new RenderedView(camera.Width, camera.Height);
        using var buffers = new FrameBuffers(camera.Width, camera.Height);
        var light = new SceneLight(_scene.Scene, _scene.Tree, _options, seed);
        PixelRays rays = RaysOf(camera);
        var trace = new ViewTrace(_scene, light, rays, new CameraPose(view), _options);

        ForRows(workers, camera.Height, (first, end) => trace.Rows(first, end, rendered, buffers));
        Finished?.Invoke("rays and light");
        ForRows(workers, camera.Height, (first, end) => LightFilter.Rows(first, end, rendered, buffers));
        Finished?.Invoke("averaging light");
        var tone = new ToneCurve(MeanLuminance(buffers, workers), _options, seed);
        ForRows(workers, camera.Height, (first, end) => tone.Rows(first, end, rendered, buffers));
        Finished?.Invoke("colours");
        ForRows(workers, camera.Height, (first, end) =>
        {
            PictureEdges.Rows(first, end, rendered, buffers.Luminance);
            OcclusionEdges.Rows(first, end, rendered, rays, buffers.Keys);
            SurfaceCurvature.Rows(first, end, rendered, rays, buffers.Keys);
        });
        Finished?.Invoke("edges and curvature");
        return rendered;
    }

    private PixelRays RaysOf(Camera camera)
    {
        PixelRays? rays = Volatile.Read(ref _rays);
        if (rays is null || rays.Camera != camera)
            Volatile.Write(ref _rays, rays = new PixelRays(camera));
        return rays;
    }

    private static void ForRows(Workers workers, int height, Action<int, int> rows) => workers.For(
        (height + RowsAtOnce - 1) / RowsAtOnce, chunk => rows(chunk * RowsAtOnce, Math.Min((chunk + 1) * RowsAtOnce, height)));

    // Row by row, and the rows in order: the sum is the same for every number of threads.
    private static double MeanLuminance(FrameBuffers buffers, Workers workers)
    {
        var sums = new double[buffers.Height];
        ForRows(workers, buffers.Height, (first, end) =>
        {
            for (int y = first; y < end; y++)
            {
                Vector128<float> sum = Vector128<float>.Zero;
                foreach (Vector128<float> colour in buffers.Colour.Slice(y * buffers.Width, buffers.Width))
                    sum += Vector128.Min(colour, Vector128.Create(4f));        // a lamp in the picture is not all of it
                sums[y] = 0.2126 * sum[0] + 0.7152 * sum[1] + 0.0722 * sum[2];
            }
        });
        return sums.Sum() / (buffers.Width * buffers.Height);
    }
}
