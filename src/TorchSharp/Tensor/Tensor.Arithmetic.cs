using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    // Sums, products, powers and bounds, with broadcasting.
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Aten.add__Tensor.Call(this, target);
        public Tensor add(Tensor target, Scalar alpha) => Aten.add__Tensor.Call(this, target, alpha);
        public Tensor add(Scalar scalar) => Aten.add__Scalar.Call(this, scalar);
        public Tensor add(Scalar scalar, Scalar alpha) => Aten.add__Scalar.Call(this, scalar, alpha);
        public Tensor add_(Tensor target) => Aten.add___Tensor.CallInPlace(this, target);
        public Tensor add_(Tensor target, Scalar alpha) => Aten.add___Tensor.CallInPlace(this, target, alpha);
        public Tensor add_(Scalar scalar) => Aten.add___Scalar.CallInPlace(this, scalar);
        public Tensor add_(Scalar scalar, Scalar alpha) => Aten.add___Scalar.CallInPlace(this, scalar, alpha);

        public Tensor sub(Tensor target) => Aten.sub__Tensor.Call(this, target);
        public Tensor sub(Tensor target, Scalar alpha) => Aten.sub__Tensor.Call(this, target, alpha);
        public Tensor sub(Scalar scalar) => Aten.sub__Scalar.Call(this, scalar);
        public Tensor sub(Scalar scalar, Scalar alpha) => Aten.sub__Scalar.Call(this, scalar, alpha);
        public Tensor sub_(Tensor target) => Aten.sub___Tensor.CallInPlace(this, target);
        public Tensor sub_(Tensor target, Scalar alpha) => Aten.sub___Tensor.CallInPlace(this, target, alpha);
        public Tensor sub_(Scalar scalar) => Aten.sub___Scalar.CallInPlace(this, scalar);
        public Tensor sub_(Scalar scalar, Scalar alpha) => Aten.sub___Scalar.CallInPlace(this, scalar, alpha);

        public Tensor mul(Tensor target) => Aten.mul__Tensor.Call(this, target);
        public Tensor mul(Scalar scalar) => Aten.mul__Scalar.Call(this, scalar);
        public Tensor mul_(Tensor target) => Aten.mul___Tensor.CallInPlace(this, target);
        public Tensor mul_(Scalar scalar) => Aten.mul___Scalar.CallInPlace(this, scalar);
        public Tensor multiply(Tensor target) => mul(target);
        public Tensor multiply(Scalar scalar) => mul(scalar);
        public Tensor subtract(Tensor target) => sub(target);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.div__Tensor_mode.Call(this, target, NameOf(rounding_mode));
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.div__Scalar_mode.Call(this, target, NameOf(rounding_mode));
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.div___Tensor_mode.CallInPlace(this, target, NameOf(rounding_mode));
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.div___Scalar_mode.CallInPlace(this, target, NameOf(rounding_mode));
        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor true_divide(Tensor other) => div(other);
        public Tensor floor_divide(Tensor other) => Aten.floor_divide.Call(this, other);
        public Tensor floor_divide(Scalar other) => Aten.floor_divide__Scalar.Call(this, other);

        public Tensor remainder(Tensor other) => Aten.remainder__Tensor.Call(this, other);
        public Tensor remainder(Scalar other) => Aten.remainder__Scalar.Call(this, other);
        public Tensor remainder_(Tensor other) => Aten.remainder___Tensor.CallInPlace(this, other);
        public Tensor remainder_(Scalar other) => Aten.remainder___Scalar.CallInPlace(this, other);
        public Tensor fmod(Tensor other) => Aten.fmod__Tensor.Call(this, other);
        public Tensor fmod(Scalar other) => Aten.fmod__Scalar.Call(this, other);
        public Tensor fmod_(Tensor other) => Aten.fmod___Tensor.CallInPlace(this, other);
        public Tensor fmod_(Scalar other) => Aten.fmod___Scalar.CallInPlace(this, other);
        public Tensor pow(Tensor exponent) => Aten.pow__Tensor_Tensor.Call(this, exponent);
        public Tensor pow(Scalar exponent) => Aten.pow__Tensor_Scalar.Call(this, exponent);
        public Tensor pow_(Tensor exponent) => Aten.pow___Tensor.CallInPlace(this, exponent);
        public Tensor pow_(Scalar exponent) => Aten.pow___Scalar.CallInPlace(this, exponent);

        public Tensor maximum(Tensor other) => Aten.maximum.Call(this, other);
        public Tensor minimum(Tensor other) => Aten.minimum.Call(this, other);
        public Tensor fmax(Tensor other) => Aten.fmax.Call(this, other);
        public Tensor fmin(Tensor other) => Aten.fmin.Call(this, other);
        public Tensor atan2(Tensor other) => Aten.atan2.Call(this, other);
        public Tensor hypot(Tensor other) => Aten.hypot.Call(this, other);
        public Tensor lerp(Tensor end, Tensor weight) => Aten.lerp__Tensor.Call(this, end, weight);
        public Tensor lerp_(Tensor end, Tensor weight) => Aten.lerp___Tensor.CallInPlace(this, end, weight);
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.addcmul.Call(this, tensor1, tensor2, value);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.addcmul_.CallInPlace(this, tensor1, tensor2, value);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.addcdiv.Call(this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.addcdiv_.CallInPlace(this, tensor1, tensor2, value);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Aten.clamp.Call(this, min, max);
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Aten.clamp__Tensor.Call(this, min, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Aten.clamp_.CallInPlace(this, min, max);
        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => Aten.clamp___Tensor.CallInPlace(this, min, max);
        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);
        public Tensor clamp_max(Scalar max) => Aten.clamp_max.Call(this, max);
        public Tensor clamp_min(Scalar min) => Aten.clamp_min.Call(this, min);
        public Tensor clamp_max_(Scalar max) => Aten.clamp_max_.CallInPlace(this, max);
        public Tensor clamp_min_(Scalar min) => Aten.clamp_min_.CallInPlace(this, min);
        public Tensor nan_to_num(double nan = 0d, double? posinf = null, double? neginf = null) =>
            Aten.nan_to_num.Call(this, nan, posinf, neginf);
    }
}
