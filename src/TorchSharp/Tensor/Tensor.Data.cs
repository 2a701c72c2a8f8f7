using System.Runtime.CompilerServices;
using TorchSharp.Native;
using TorchSharp.Ops;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>The elements in row-major order, without a copy; CPU only, and T must be the element type.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            ThrowUnlessOnCpu();
            ThrowUnlessElementIs<T>();
            return new TensorAccessor<T>(this);
        }

        /// <summary>The memory of a contiguous CPU tensor. It is not kept alive by the span: keep the tensor.</summary>
        public Span<byte> bytes
        {
            get
            {
                ThrowUnlessOnCpu();
                if (!is_contiguous())
                    throw new InvalidOperationException("bytes: the tensor is not contiguous; call contiguous() first");
                return new Span<byte>(DataPointer, checked((int)(NumberOfElements * ElementSize)));
            }

            set
            {
                Span<byte> to = bytes;
                if (to.Length != value.Length)
                    throw new ArgumentException($"bytes: the tensor holds {to.Length} bytes, {value.Length} were given");
                value.CopyTo(to);
            }
        }

        /// <summary>The only element; CPU or not.</summary>
        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException($"item: the tensor has {NumberOfElements} elements, not 1");
            ThrowUnlessElementIs<T>();
            if (device_type == DeviceType.CPU)
            {
                T value = *(T*)DataPointer;
                GC.KeepAlive(this);
                return value;
            }

            using Tensor local = cpu().DetachFromDisposeScope();
            return *(T*)local.DataPointer;
        }

        public Scalar ToScalar() => torch.is_floating_point(dtype) ? new Scalar(Aten._local_scalar_dense.CallDouble(this), dtype)
            : dtype == ScalarType.Bool ? new Scalar(Aten._local_scalar_dense.CallBool(this))
            : new Scalar(Aten._local_scalar_dense.CallInt(this), dtype);

        public double ToDouble() => Aten._local_scalar_dense.CallDouble(this);

        public float ToSingle() => (float)ToDouble();

        public Half ToHalf() => (Half)ToDouble();

        public long ToInt64() => Aten._local_scalar_dense.CallInt(this);

        public int ToInt32() => checked((int)ToInt64());

        public short ToInt16() => checked((short)ToInt64());

        public sbyte ToSByte() => checked((sbyte)ToInt64());

        public byte ToByte() => checked((byte)ToInt64());

        public bool ToBoolean() => ToDouble() != 0;

        /// <param name="i">place in row-major order</param>
        public T ReadCpuValue<T>(long i) where T : unmanaged => data<T>()[i];

        public double ReadCpuDouble(long i) => ReadCpuValue<double>(i);

        public float ReadCpuSingle(long i) => ReadCpuValue<float>(i);

        public int ReadCpuInt32(long i) => ReadCpuValue<int>(i);

        public long ReadCpuInt64(long i) => ReadCpuValue<long>(i);

        public byte ReadCpuByte(long i) => ReadCpuValue<byte>(i);

        public bool ReadCpuBool(long i) => ReadCpuValue<bool>(i);

        /// <summary>The first element's address; device memory for a CUDA tensor.</summary>
        internal void* DataPointer
        {
            get
            {
                void* pointer = Shim.ts_data_ptr(Handle);
                GC.KeepAlive(this);
                if (pointer is null && NumberOfElements != 0)
                    throw NativeError.Last();
                return pointer;
            }
        }

        private void ThrowUnlessOnCpu()
        {
            if (device_type != DeviceType.CPU)
                throw new InvalidOperationException($"the tensor is on {device}; move it to the CPU before reading its memory");
            ThrowUnlessStrided();
        }

        private void ThrowUnlessElementIs<T>()
        {
            bool same = dtype switch
            {
                ScalarType.Byte => typeof(T) == typeof(byte),
                ScalarType.Int8 => typeof(T) == typeof(sbyte),
                ScalarType.Int16 => typeof(T) == typeof(short),
                ScalarType.Int32 => typeof(T) == typeof(int),
                ScalarType.Int64 => typeof(T) == typeof(long),
                ScalarType.Bool => typeof(T) == typeof(bool),
                ScalarType.Float16 => typeof(T) == typeof(Half),
                ScalarType.BFloat16 => typeof(T) == typeof(ushort),
                ScalarType.Float32 => typeof(T) == typeof(float),
                ScalarType.Float64 => typeof(T) == typeof(double),
                ScalarType.ComplexFloat32 => typeof(T) == typeof((float, float)),
                ScalarType.ComplexFloat64 => typeof(T) == typeof(System.Numerics.Complex),
                _ => false,
            };
            if (!same)
                throw new ArgumentException($"{typeof(T).Name} is not compatible with {dtype}");
        }
    }
}
