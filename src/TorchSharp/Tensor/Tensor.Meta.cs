using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public long Dimensions => Shim.ts_dim(Handle);

        public long dim() => Dimensions;

        public long ndim => Dimensions;

        public long NumberOfElements => Shim.ts_numel(Handle);

        public long numel() => NumberOfElements;

        /// <summary>Bytes of one element.</summary>
        public long ElementSize => ElementBytes(dtype);

        public long element_size() => ElementSize;

        public ScalarType dtype => (ScalarType)Shim.ts_dtype(Handle);

        public Device device
        {
            get
            {
                int index;
                var type = (DeviceType)Shim.ts_device(Handle, &index);
                return type == DeviceType.CPU ? CPU : new Device(type, index);
            }
        }

        public DeviceType device_type
        {
            get
            {
                int index;
                return (DeviceType)Shim.ts_device(Handle, &index);
            }
        }

        public int device_index
        {
            get
            {
                int index;
                _ = Shim.ts_device(Handle, &index);
                return index;
            }
        }

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_meta => device_type == DeviceType.META;

        public bool is_sparse => Shim.ts_layout(Handle) == 1;

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        public long[] shape
        {
            get
            {
                var sizes = new long[Dimensions];
                fixed (long* first = sizes)
                    _ = Shim.ts_sizes(Handle, first, sizes.Length);
                return sizes;
            }
        }

        public long[] size() => shape;

        /// <param name="dim">negative counts from the end</param>
        public long size(int dim) => shape[Wrap(dim)];

        public long[] stride()
        {
            ThrowUnlessStrided();
            var strides = new long[Dimensions];
            fixed (long* first = strides)
                _ = Shim.ts_strides(Handle, first, strides.Length);
            return strides;
        }

        public long stride(int dim) => stride()[Wrap(dim)];

        public long storage_offset()
        {
            ThrowUnlessStrided();
            return Shim.ts_storage_offset(Handle);
        }

        public bool is_contiguous() => Shim.ts_is_contiguous(Handle, 0) == 1;

        /// <param name="order">libtorch's number of a memory format</param>
        internal bool IsInOrder(int order) => Shim.ts_is_contiguous(Handle, order) == 1;

        /// <summary>All dimensions in reverse order.</summary>
        public Tensor T => permute([.. Enumerable.Range(0, (int)Dimensions).Reverse().Select(d => (long)d)]);

        /// <summary>The last two dimensions exchanged.</summary>
        public Tensor mT => transpose(-2, -1);

        /// <summary>Tells whether two tensors are views of the same memory.</summary>
        internal long StorageId => Shim.ts_storage_id(Handle);

        internal long Wrap(long dim)
        {
            long dims = Dimensions;
            if (dim < -dims || dim >= dims)
                throw new ArgumentOutOfRangeException(nameof(dim), dim, $"the tensor has {dims} dimensions");
            return dim < 0 ? dim + dims : dim;
        }

        private void ThrowUnlessStrided()
        {
            if (Shim.ts_layout(Handle) != 0)
                throw new InvalidOperationException("the tensor is sparse: it has no strides and no plain memory");
        }
    }
}
