using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    // Copies and changes of type and device. Where nothing changes, "to" gives this very object back.
    public partial class Tensor
    {
        /// <param name="disposeAfter">dispose this tensor when a new one was made</param>
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            type == dtype && !copy ? this : Converted(Aten.to__dtype.Call(this, type, non_blocking, copy), disposeAfter);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(device, dtype, copy, disposeAfter, non_blocking);

        public Tensor to(Device device, ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            ArgumentNullException.ThrowIfNull(device);
            return type == dtype && !copy && IsOn(device)
                ? this
                : Converted(Aten.to__device.Call(this, device, type, non_blocking, copy), disposeAfter);
        }

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        /// <summary>This tensor with the other's element type and device.</summary>
        public Tensor to(Tensor other)
        {
            ArgumentNullException.ThrowIfNull(other);
            return to(other.device, other.dtype);
        }

        public Tensor type(ScalarType dtype) => to(dtype);

        public Tensor type_as(Tensor tensor) => to(tensor);

        public Tensor cpu(bool disposeAfter = false, bool non_blocking = false) => to(CPU, false, disposeAfter, non_blocking);

        public Tensor cuda(Device? device = null, bool disposeAfter = false, bool non_blocking = false) =>
            to(device ?? new Device(DeviceType.CUDA), false, disposeAfter, non_blocking);

        public Tensor @float() => to(ScalarType.Float32);

        public Tensor @double() => to(ScalarType.Float64);

        public Tensor half() => to(ScalarType.Float16);

        public Tensor bfloat16() => to(ScalarType.BFloat16);

        public Tensor @bool() => to(ScalarType.Bool);

        public Tensor @byte() => to(ScalarType.Byte);

        public Tensor @int() => to(ScalarType.Int32);

        public Tensor @long() => to(ScalarType.Int64);

        public Tensor contiguous() => Aten.contiguous.Call(this);

        public Tensor contiguous(memory_format memory_format) => Aten.contiguous.Call(this, (int)memory_format);

        public Tensor clone() => Aten.clone.Call(this);

        public Tensor detach() => Aten.detach.Call(this);

        public Tensor detach_() => Aten.detach_.CallInPlace(this);

        public Tensor copy_(Tensor source, bool non_blocking = false) => Aten.copy_.CallInPlace(this, source, non_blocking);

        public Tensor fill_(Scalar value) => Aten.fill___Scalar.CallInPlace(this, value);

        public Tensor zero_() => Aten.zero_.CallInPlace(this);

        public Tensor fill_diagonal_(Scalar value, bool wrap = false) => Aten.fill_diagonal_.CallInPlace(this, value, wrap);

        public Tensor resize_(params long[] shape) => Aten.resize_.CallInPlace(this, shape);

        public Tensor pin_memory() => Aten.pin_memory.Call(this);

        private bool IsOn(Device wanted) => device_type == wanted.type && (wanted.index < 0 || wanted.type == DeviceType.CPU || wanted.index == device_index);

        private Tensor Converted(Tensor result, bool disposeAfter)
        {
            if (disposeAfter)
                Dispose();
            return result;
        }
    }
}
