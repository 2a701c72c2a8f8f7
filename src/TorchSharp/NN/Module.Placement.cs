namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Moves and converts parameters and buffers; integers keep their type.</summary>
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking) => Place(dtype, device, non_blocking);

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
                Place(null, new Device(deviceType, deviceIndex), non_blocking);

            protected internal virtual Module _to(ScalarType dtype, bool non_blocking) => Place(dtype, null, non_blocking);

            private Module Place(ScalarType? dtype, Device? device, bool non_blocking)
            {
                if (dtype is ScalarType type && !is_floating_point(type) && !is_complex(type))
                    throw new ArgumentException($"a module's type is a floating-point or complex one; got {type}", nameof(dtype));
                foreach (var child in children())
                    PlaceChild(child, dtype, device, non_blocking);

                using var frozen = no_grad();
                foreach (Tensor tensor in parameters(recurse: false).Concat(buffers(recurse: false)).ToList())
                    Move(tensor, dtype, device, non_blocking);
                return this;
            }

            private static void PlaceChild(Module child, ScalarType? dtype, Device? device, bool non_blocking)
            {
                if (device is null)
                    child._to(dtype!.Value, non_blocking);
                else if (dtype is null)
                    child._to(device.type, device.index, non_blocking);
                else
                    child._to(device, dtype.Value, non_blocking);
            }

            /// <summary>Gives the same object other data, so that fields and optimizers go on holding the right tensor.</summary>
            private static void Move(Tensor tensor, ScalarType? dtype, Device? device, bool non_blocking)
            {
                ScalarType type = dtype is ScalarType given && (tensor.is_floating_point() || tensor.is_complex()) ? given : tensor.dtype;
                bool stays = device is null
                    || (device.type == tensor.device_type && (device.index < 0 || device.index == tensor.device_index));
                if (type == tensor.dtype && stays)
                    return;
                Device place = device ?? tensor.device;
                using Tensor? grad = tensor.grad;
                using Tensor moved = tensor.to(type, place, non_blocking: non_blocking);
                tensor.grad = null;
                tensor.SetData(moved);
                if (grad is not null)
                {
                    using Tensor movedGrad = grad.to(type, place, non_blocking: non_blocking);
                    tensor.grad = movedGrad;
                }
            }
        }
    }
}
