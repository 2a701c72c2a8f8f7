using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Where a tensor's memory is: a kind and, for CUDA, which one (-1: the current one).</summary>
    public class Device : IEquatable<Device>
    {
        public Device(DeviceType deviceType, int index = -1) => (type, this.index) = (deviceType, index);

        public Device(string description)
        {
            ArgumentNullException.ThrowIfNull(description);
            string[] parts = description.Split(':');
            bool indexed = parts.Length == 2;
            int which = -1;
            if (parts.Length > 2 || !TryParseType(parts[0], out DeviceType kind)
                || (indexed && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out which)))
                throw new ArgumentException($"device '{description}': expected cpu, cuda or cuda:N", nameof(description));
            (type, index) = (kind, which);
        }

        public Device(string type, int index = -1) : this(index < 0 ? type : $"{type}:{index}") { }

        public Device(int index) : this(DeviceType.CUDA, index) { }

        public DeviceType type { get; }

        /// <summary>-1 where none was named.</summary>
        public int index { get; }

        public override string ToString() => type == DeviceType.CPU || index < 0 ? Name : $"{Name}:{index}";

        public bool Equals(Device? other) => other is not null && type == other.type && (type == DeviceType.CPU || index == other.index);

        public override bool Equals(object? obj) => Equals(obj as Device);

        public override int GetHashCode() => HashCode.Combine(type, type == DeviceType.CPU ? 0 : index);

        public static implicit operator Device(string description) => new(description);

        private string Name => type switch
        {
            DeviceType.CPU => "cpu",
            DeviceType.CUDA => "cuda",
            DeviceType.MPS => "mps",
            DeviceType.META => "meta",
            _ => type.ToString(),
        };

        private static bool TryParseType(string name, out DeviceType type)
        {
            (bool known, type) = name switch
            {
                "cpu" or "CPU" => (true, DeviceType.CPU),
                "cuda" or "CUDA" => (true, DeviceType.CUDA),
                "mps" or "MPS" => (true, DeviceType.MPS),
                "meta" or "META" => (true, DeviceType.META),
                _ => (false, DeviceType.CPU),
            };
            return known;
        }
    }

    /// <summary>The CPU.</summary>
    public static Device CPU { get; } = new(DeviceType.CPU);

    /// <summary>The first CUDA device.</summary>
    public static Device CUDA { get; } = new(DeviceType.CUDA, 0);

    /// <summary>Shapes without memory.</summary>
    public static Device META { get; } = new(DeviceType.META);

    public static Device device(string description) => new(description);

    public static Device device(string type, int index = -1) => new(type, index);

    public static Device device(DeviceType type, int index = -1) => new(type, index);

    public static Device device(int index) => new(index);
}
