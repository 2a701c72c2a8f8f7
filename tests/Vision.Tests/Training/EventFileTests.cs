using System.Buffers.Binary;
using System.Text;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Training.Events;

namespace Fuse3D.Vision.Tests.Training;

public class EventFileTests
{
    [Fact]
    public void Crc_OfTheStandardsExample_IsTheirs()
    {
        // RFC 3720, B.4: 32 bytes of zeros have the CRC-32C 8A9136AA; masked by rotation and constant.
        uint crc = 0x8A9136AA, masked = ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
        Assert.Equal(masked, EventFile.MaskedCrc(new byte[32]));
    }

    [Fact]
    public void Write_Scalars_ReadBackWithRightChecksums()
    {
        using var folder = new ScratchFolder();
        string path;
        using (var events = new EventFile(folder.Path))
        {
            path = events.Path;
            events.Write(1, [new("train/loss", 2.5), new("train/rate", 0.006)]);
            events.Write(300, [new("val/mAP@0.25", 0.75)]);
        }

        List<byte[]> records = Records(File.ReadAllBytes(path));

        Assert.StartsWith("events.out.tfevents.", Path.GetFileName(path), StringComparison.Ordinal);
        Assert.Contains("brain.Event:2", Encoding.UTF8.GetString(records[0]), StringComparison.Ordinal);
        AssertScalars(1, new() { ["train/loss"] = 2.5f, ["train/rate"] = 0.006f }, records[1]);
        AssertScalars(300, new() { ["val/mAP@0.25"] = 0.75f }, records[2]);
    }

    private static List<byte[]> Records(byte[] file)
    {
        List<byte[]> records = [];
        for (int at = 0; at < file.Length;)
        {
            int length = checked((int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at)));
            Assert.Equal(EventFile.MaskedCrc(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            byte[] record = file[(at + 12)..(at + 12 + length)];
            Assert.Equal(EventFile.MaskedCrc(record), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            records.Add(record);
            at += 16 + length;
        }

        return records;
    }

    private static void AssertScalars(long step, Dictionary<string, float> values, byte[] record)
    {
        var (actualStep, actual) = Scalars(record);
        Assert.Equal(step, actualStep);
        Assert.Equal(values, actual);
    }

    private static (long Step, Dictionary<string, float> Values) Scalars(byte[] record)
    {
        long step = 0;
        Dictionary<string, float> values = [];
        foreach (var (field, value) in Fields(record))
        {
            if (field == 2)
                step = BinaryPrimitives.ReadInt64LittleEndian(value);
            else if (field == 5)
            {
                foreach (var (_, one) in Fields(value))
                {
                    Dictionary<int, byte[]> parts = Fields(one).ToDictionary(part => part.Field, part => part.Value);
                    values[Encoding.UTF8.GetString(parts[1])] = BitConverter.ToSingle(parts[2]);
                }
            }
        }

        return (step, values);
    }

    // Any protobuf message: numbers become 8 bytes.
    private static IEnumerable<(int Field, byte[] Value)> Fields(byte[] message)
    {
        for (int at = 0; at < message.Length;)
        {
            ulong key = Varint(message, ref at);
            int length = (key & 7) switch { 1 => 8, 5 => 4, 2 => (int)Varint(message, ref at), _ => 0 };
            if ((key & 7) == 0)
            {
                yield return ((int)(key >> 3), BitConverter.GetBytes(Varint(message, ref at)));
                continue;
            }

            yield return ((int)(key >> 3), message[at..(at + length)]);
            at += length;
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
