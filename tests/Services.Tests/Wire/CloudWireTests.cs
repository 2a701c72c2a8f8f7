using Fuse3D.ServiceDefaults.Wire;
using Fuse3D.V1;
using Fuse3D.Vision;
using Google.Protobuf;
using DataType = Fuse3D.V1.PointField.Types.DataType;

namespace Fuse3D.Services.Tests.Wire;

public class CloudWireTests
{
    [Fact]
    public void Read_WithoutFields_IsPackedXyz()
    {
        var cloud = CloudWire.Read(new() { Data = Floats(1, 2, 3, 4, 5, 6) });

        Assert.Equal([1, 2, 3, 4, 5, 6], cloud.Positions);
        Assert.Null(cloud.Colours);
    }

    [Fact]
    public void Read_OrganisedWithGapsDoublesAndColour_FollowsTheLayout()
    {
        // Two rows of one point: 4 bytes of colour, y, x, z as float64, and 4 bytes of padding after each row.
        using var data = new MemoryStream();
        using var writer = new BinaryWriter(data);
        foreach (double start in (double[])[1, 4])
        {
            writer.Write(0x00FF8000u);
            writer.Write(start + 1);
            writer.Write(start);
            writer.Write(start + 2);
            writer.Write(0xDEADBEEFu);
        }

        var message = new V1.PointCloud { Height = 2, Width = 1, PointStep = 28, RowStep = 32, Data = ByteString.CopyFrom(data.ToArray()) };
        message.Fields.Add(Field("rgb", 0, DataType.Float32));
        message.Fields.Add(Field("y", 4, DataType.Float64));
        message.Fields.Add(Field("x", 12, DataType.Float64));
        message.Fields.Add(Field("z", 20, DataType.Float64));

        var cloud = CloudWire.Read(message);

        Assert.Equal([1, 2, 3, 4, 5, 6], cloud.Positions);
        Assert.Equal([1f, 128 / 255f, 0f], cloud.Colours![..3]);
    }

    [Fact]
    public void Read_InvalidPoints_AreAnErrorUnlessTheCloudIsNotDense()
    {
        var message = new V1.PointCloud { Data = Floats(1, 2, 3, float.NaN, 5, 6, 7, float.PositiveInfinity, 9) };

        Assert.Equal("cloud.data", Assert.Throws<InvalidInputException>(() => CloudWire.Read(message)).Field);
        message.IsDense = false;
        Assert.Equal([1, 2, 3], CloudWire.Read(message).Positions);
    }

    public static TheoryData<string, V1.PointCloud> Broken => new()
    {
        { "cloud.data", new() },
        { "cloud.data", new() { Data = ByteString.CopyFrom(new byte[13]) } },
        { "cloud.data", new() { Width = 3, Data = Floats(1, 2, 3) } },
        { "cloud.data", new() { Width = uint.MaxValue, Height = uint.MaxValue, Data = Floats(1, 2, 3) } },
        { "cloud.data", new() { Data = Floats(1e9f, 2, 3) } },
        { "cloud.data", new() { RowStep = uint.MaxValue, Width = 1, Data = Floats(1, 2, 3) } },
        { "cloud.is_bigendian", new() { IsBigendian = true, Data = Floats(1, 2, 3) } },
        { "cloud.point_step", new() { PointStep = 100, Fields = { Field("x", 0, DataType.Float32) }, Data = Floats(1, 2, 3) } },
        { "cloud.fields", new() { PointStep = 12, Fields = { Field("x", 0, DataType.Float32) }, Data = Floats(1, 2, 3) } },
        { "cloud.fields", new() { PointStep = 12, Fields = { Field("x", 0, DataType.Int32), Field("y", 4), Field("z", 8) }, Data = Floats(1, 2, 3) } },
        { "cloud.fields", new() { PointStep = 12, Fields = { Field("x", uint.MaxValue), Field("y", 4), Field("z", 8) }, Data = Floats(1, 2, 3) } },
        { "cloud.fields", new() { PointStep = 12, Fields = { Field("x", 0), Field("y", 4), Field("z", 10) }, Data = Floats(1, 2, 3) } },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Read_BrokenLayout_NamesTheField(string field, V1.PointCloud message) =>
        Assert.Equal(field, Assert.Throws<InvalidInputException>(() => CloudWire.Read(message)).Field);

    [Fact]
    public void Read_AnyBytes_GivesACloudOrAnInputError()
    {
        var random = new Random(3);
        for (int round = 0; round < 3_000; round++)
        {
            byte[] data = new byte[random.Next(64)];
            random.NextBytes(data);
            var message = new V1.PointCloud { Width = Some(random), Height = Some(random), PointStep = Some(random), RowStep = Some(random), Data = ByteString.CopyFrom(data) };
            foreach (string name in (string[])["x", "y", "z", "rgb"])
                message.Fields.Add(Field(name, Some(random), (DataType)random.Next(10)));
            try
            {
                Assert.True(CloudWire.Read(message).Count > 0);
            }
            catch (InvalidInputException e)
            {
                Assert.StartsWith("cloud.", e.Field, StringComparison.Ordinal);
            }
        }
    }

    private static uint Some(Random random) => random.Next(3) switch
    {
        0 => (uint)random.Next(20),
        1 => 0,
        _ => (uint)random.NextInt64(uint.MaxValue),
    };

    private static PointField Field(string name, uint offset, DataType type = DataType.Float32) => new() { Name = name, Offset = offset, Datatype = type };

    private static ByteString Floats(params float[] values) => ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values));
}
