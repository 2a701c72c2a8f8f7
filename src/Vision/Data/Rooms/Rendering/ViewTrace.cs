using System.Numerics;
using System.Runtime.Intrinsics;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>Follows the rays of one look: what each pixel sees, and the light there.</summary>
internal sealed class ViewTrace(TracedScene scene, SceneLight light, PixelRays rays, CameraPose pose, RenderOptions options)
{
    private const int MoreBehindGlass = 2;              // rays there: points behind glass are not averaged with neighbours
    private const float PastGlass = 1e-4f;              // in units of z: where a look goes on behind a pane
    private readonly float _pixel = (float)(1 / rays.Camera.Fx);

    /// <summary>Fills everything that needs no neighbours, for rows of pixels.</summary>
    /// <param name="first">an even row</param>
    public void Rows(int first, int end, RenderedView view, FrameBuffers buffers)
    {
        for (int y = first; y < end; y += PixelRays.PacketHeight)
        {
            for (int x = 0; x < view.Width; x += PixelRays.PacketWidth)
                Packet(x, y, view, buffers);
        }
    }

    private void Packet(int x, int y, RenderedView view, FrameBuffers buffers)
    {
        Vector3x8 camera = new(rays.Lanes(rays.X, x, y), rays.Lanes(rays.Y, x, y), Vector256<float>.One);
        var packet = new RayPacket(Vector3x8.Create(pose.Origin), pose.ToWorld(camera), Vector256<float>.Zero, rays.Lanes(rays.Reach, x, y));
        scene.Tree.Nearest(packet, out PacketHits hits);
        var points = new SurfacePacket();
        Span<Vector3> through = stackalloc Vector3[RayPacket.Lanes];
        uint glass = 0;
        foreach (int lane in new Lanes(Inside(x, y, view)))
        {
            int pixel = PixelOf(x, y, lane, view.Width), slot = hits.Slot[lane];
            if (slot < 0)
            {
                buffers.Keys[pixel] = 0;
                buffers.Colour[pixel] = packet.To[lane] > 0 ? scene.Sky.AsVector128() : default;
                continue;
            }

            SeenPoint seen = See(x, y, lane, slot, hits.Distance[lane], out SurfacePoint point);
            points.Set(lane, point, seen.Back);
            Write(view, pixel, point, seen);
            buffers.Keys[pixel] = point.Key;
            buffers.Surface[pixel] = seen.Surface.AsVector128();
            buffers.Colour[pixel] = point.Material.Glow.AsVector128();
            through[lane] = seen.Through;
            glass |= seen.IsGlass ? 1u << lane : 0;
        }

        if (points.Active == 0)
            return;
        LightPacket arriving = light.On(points, (y >> 1) & 1);
        foreach (int lane in new Lanes(points.Active))
            buffers.Light[PixelOf(x, y, lane, view.Width)] = arriving[lane];
        for (int pane = 0; pane < options.Panes && glass != 0; pane++)
            glass = Behind(x, y, glass, packet, ref hits, through, buffers);
    }

    /// <summary>Adds what is next behind glass to the pixels' colours.</summary>
    /// <returns>lanes that go on</returns>
    private uint Behind(int x, int y, uint lanes, in RayPacket before, ref PacketHits hits, Span<Vector3> through, FrameBuffers buffers)
    {
        Vector256<float> to = Vector256.ConditionalSelect(LaneMasks.Of(lanes), before.To, Vector256.Create(-1f));
        var packet = new RayPacket(before.Origin, before.Direction, hits.Distance + Vector256.Create(PastGlass), to);
        scene.Tree.Nearest(packet, out hits);
        var points = new SurfacePacket();
        Span<Vector3> surface = stackalloc Vector3[RayPacket.Lanes], colour = stackalloc Vector3[RayPacket.Lanes];
        uint goOn = 0;
        foreach (int lane in new Lanes(lanes))
        {
            int slot = hits.Slot[lane];
            if (slot < 0)
            {
                (surface[lane], colour[lane]) = (Vector3.Zero, through[lane] * scene.Sky);
                continue;
            }

            SeenPoint seen = See(x, y, lane, slot, hits.Distance[lane], out SurfacePoint point);
            points.Set(lane, point, seen.Back);
            (surface[lane], colour[lane]) = (through[lane] * seen.Surface, through[lane] * point.Material.Glow);
            through[lane] *= seen.Through;
            goOn |= seen.IsGlass ? 1u << lane : 0;
        }

        LightPacket arriving = light.On(points, (y >> 1) & 1, MoreBehindGlass);
        foreach (int lane in new Lanes(lanes))
        {
            Vector3 lit = surface[lane] * arriving[lane].AsVector3();
            buffers.Colour[PixelOf(x, y, lane, buffers.Width)] += (colour[lane] + lit).AsVector128();
        }

        return goOn;
    }

    private SeenPoint See(int x, int y, int lane, int slot, float depth, out SurfacePoint point)
    {
        int at = PixelOf(x, y, lane, rays.Stride);
        Vector3 ray = pose.ToWorld(rays.X[at], rays.Y[at]);
        point = scene.Surfaces.At(slot, pose.Origin, ray, depth);
        return new SeenPoint(point, ray, depth, _pixel);
    }

    private void Write(RenderedView view, int pixel, in SurfacePoint point, in SeenPoint seen)
    {
        view.Depth[pixel] = seen.Depth;
        view.EuclideanDepth[pixel] = seen.Distance;
        view.Instance[pixel] = (ushort)(point.Thing + 1);
        view.Nyu40[pixel] = scene.Nyu40[point.Thing];
        view.InfraredReturn[pixel] = seen.InfraredReturn;
        pose.ToCamera(point.Normal).CopyTo(view.Normals.AsSpan(3 * pixel, 3));
    }

    /// <returns>bit k: lane k is a pixel of the picture</returns>
    private static uint Inside(int x, int y, RenderedView view)
    {
        uint row = (1u << Math.Min(PixelRays.PacketWidth, view.Width - x)) - 1;
        return y + 1 < view.Height ? row | (row << PixelRays.PacketWidth) : row;
    }

    private static int PixelOf(int x, int y, int lane, int width) =>
        (y + lane / PixelRays.PacketWidth) * width + x + lane % PixelRays.PacketWidth;
}
