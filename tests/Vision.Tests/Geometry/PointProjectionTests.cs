using System.Text.Json;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Geometry;

public class PointProjectionTests
{
    private static readonly PatchGrid Grid = new(730, 530);

    [Theory]
    [InlineData(0, 0, 0), InlineData(719, 0, 44), InlineData(720, 0, 44), InlineData(729, 529, 1484), InlineData(16, 16, 46),
        InlineData(-5, 900, 1440)]
    public void IndexOf_Edges_BelongToTheNearestPatch(int column, int row, int patch) => Assert.Equal(patch, Grid.IndexOf(column, row));

    [Theory]
    [InlineData(-0.5, true), InlineData(-0.51, false), InlineData(0.5, true), InlineData(729.4, true), InlineData(729.5, false),
        InlineData(double.NaN, false)]
    public void Project_ColumnAtTheBorder_RoundsHalfToEven(double u, bool valid)
    {
        // With fx = 1 and z = 1, x is the pixel; 729.5 rounds to 730, which is outside, -0.5 to 0.
        var projection = new PointProjection(new Camera(1, 1, 0, 0, 730, 530), Transform3D.Identity, Grid);
        Assert.Equal(valid, projection.Project([(float)u, 5, 1]).Valid[0]);
    }

    [Fact]
    public void Project_BehindOrFarAway_IsInvalidAndInRange()
    {
        var projection = new PointProjection(new Camera(1, 1, 0, 0, 730, 530), Transform3D.Identity, Grid);
        ProjectedPoints points = projection.Project([5, 5, -1, 5, 5, 0, 1e30f, 5, 1e-30f, float.NaN, 5, 1]);
        Assert.Equal([false, false, false, false], points.Valid);
        Assert.All(points.Patch, p => Assert.InRange(p, 0, Grid.Count - 1));
    }

    [Fact]
    public void Project_WithDepth_DropsWhatIsHidden()
    {
        var depth = new DepthImage(2, 1, [2000, 0]);
        PointProjection projection = new(new Camera(1, 1, 0, 0, 100, 100), Transform3D.Identity, new PatchGrid(100, 100))
        {
            Depth = new DepthCheck(depth, 0.001),
        };
        Assert.Equal([true, false, true], projection.Project([20, 20, 2.05f, 20, 20, 3, 200, 20, 3]).Valid);
    }

    [SkippableTheory, Trait("Category", "Golden")]
    [MemberData(nameof(GoldenCases.Of), "tf_projection", MemberType = typeof(GoldenCases))]
    public void Project_GoldenCases_MatchTheReference(string name)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(GoldenCases.PathOf(name));
        using JsonDocument cases = JsonDocument.Parse(golden.Metadata["cases"]);
        foreach (JsonProperty one in cases.RootElement.EnumerateObject())
        {
            int[] size = [.. one.Value.GetProperty("stored_image_hw").EnumerateArray().Select(v => v.GetInt32())];
            double scale = one.Value.GetProperty("scale").GetDouble();
            Camera stored = Camera.FromMatrix(golden.ReadAs<double>($"{one.Name}K_of_stored_image"), size[1], size[0], oneBased: true);
            Camera used = stored.Resized(730, 530);
            double[] expectedK = golden.ReadAs<double>($"{one.Name}K_used");
            GoldenReport.Close(name, $"{one.Name}K_used", expectedK, [used.Fx, 0, used.Cx + 1, 0, used.Fy, used.Cy + 1, 0, 0, 1], 1e-6);

            Transform3D cameraFromPoints = SunRgbdGeometry.CameraFromPoints(golden.ReadAs<double>($"{one.Name}Rtilt"), scale);
            Compare(golden, name, one.Name,
                new PointProjection(used, cameraFromPoints, Grid).Project(golden.ReadAs<float>($"{one.Name}points")));
        }
    }

    [SkippableTheory, Trait("Category", "Golden")]
    [MemberData(nameof(GoldenCases.Of), "tf_projection", MemberType = typeof(GoldenCases))]
    public void AugmentTilt_GoldenCases_MatchTheReference(string name)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(GoldenCases.PathOf(name));
        double[] original = golden.ReadAs<double>("Rtilt_original");
        using JsonDocument cases = JsonDocument.Parse(golden.Metadata["cases"]);
        foreach (JsonProperty one in cases.RootElement.EnumerateObject())
        {
            double[] tilt = SunRgbdGeometry.AugmentTilt(original, one.Value.GetProperty("flip").GetBoolean(),
                one.Value.GetProperty("angle").GetDouble(), one.Value.GetProperty("scale").GetDouble());
            GoldenReport.Close(name, $"{one.Name}Rtilt", golden.ReadAs<double>($"{one.Name}Rtilt"), tilt, 1e-6);
        }
    }

    // The whole networks' projections: seeds of every scene of the batch.
    [SkippableTheory, Trait("Category", "Golden")]
    [MemberData(nameof(GoldenCases.Of), "tf_sunrgbd", MemberType = typeof(GoldenCases))]
    public void Project_SeedsOfGoldenNetworks_MatchTheReference(string name)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(GoldenCases.PathOf(name));
        long[] image = golden["image_u8"].Shape;
        float[] seeds = golden.ReadAs<float>("seed_xyz");
        double[] tilt = golden.ReadAs<double>("calib_Rtilt"), k = golden.ReadAs<double>("calib_K"), scale = golden.ReadAs<double>("scale");
        int count = seeds.Length / scale.Length;
        var grid = new PatchGrid((int)image[2], (int)image[1]);
        ProjectedPoints[] scenes = [.. scale.Select((s, b) => new PointProjection(
            Camera.FromMatrix(k.AsSpan(9 * b, 9), grid.Width, grid.Height, oneBased: true),
            SunRgbdGeometry.CameraFromPoints(tilt.AsSpan(9 * b, 9), s), grid).Project(seeds.AsSpan(b * count, count)))];

        GoldenReport.Equal<bool>(
            name, "proj_valid", golden.ReadAs<int>("proj_valid").Select(v => v != 0).ToArray(), scenes.SelectMany(s => s.Valid).ToArray());
        GoldenReport.Equal<int>(name, "proj_patch_idx", golden.ReadAs<int>("proj_patch_idx"), scenes.SelectMany(s => s.Patch).ToArray());
        GoldenReport.Close(name, "xyz_camera_coord", golden.ReadAs<float>("xyz_camera_coord"),
            scenes.SelectMany(s => s.CameraXyz).ToArray(), 1e-3);
    }

    private static void Compare(SafetensorsFile golden, string name, string prefix, ProjectedPoints points)
    {
        bool[] valid = [.. golden.ReadAs<int>($"{prefix}valid").Select(v => v != 0)];
        GoldenReport.Equal<bool>(name, $"{prefix}valid", valid, points.Valid);
        GoldenReport.Equal<int>(name, $"{prefix}patch", golden.ReadAs<int>($"{prefix}patch"), points.Patch);
        int[] pairs = [.. Enumerable.Range(0, valid.Length).Where(i => valid[i]).SelectMany(i => new[] { 2 * i, 2 * i + 1 })];
        float[] uv = golden.ReadAs<float>($"{prefix}uv_1based"), pixel = golden.ReadAs<float>($"{prefix}pixel");
        GoldenReport.Close(name, $"{prefix}uv", [.. pairs.Select(i => uv[i] - 1)], [.. pairs.Select(i => points.Uv[i])], 1e-3);
        GoldenReport.Close(name, $"{prefix}pixel", [.. pairs.Select(i => pixel[i])], [.. pairs.Select(i => (float)points.Pixel[i])], 1e-3);
        GoldenReport.Close(name, $"{prefix}camera_xyz", golden.ReadAs<float>($"{prefix}camera_xyz"), points.CameraXyz, 1e-3);
    }
}
