namespace TorchSharp;

// Sums, products, powers and bounds, with broadcasting. As functions of a tensor.
public static partial class torch
{
    public static Tensor add(Tensor input, Tensor target) => input.add(target);
    public static Tensor add(Tensor input, Tensor target, Scalar alpha) => input.add(target, alpha);
    public static Tensor add(Tensor input, Scalar scalar) => input.add(scalar);
    public static Tensor add(Tensor input, Scalar scalar, Scalar alpha) => input.add(scalar, alpha);
    public static Tensor add_(Tensor input, Tensor target) => input.add_(target);
    public static Tensor add_(Tensor input, Tensor target, Scalar alpha) => input.add_(target, alpha);
    public static Tensor add_(Tensor input, Scalar scalar) => input.add_(scalar);
    public static Tensor add_(Tensor input, Scalar scalar, Scalar alpha) => input.add_(scalar, alpha);

    public static Tensor sub(Tensor input, Tensor target) => input.sub(target);
    public static Tensor sub(Tensor input, Tensor target, Scalar alpha) => input.sub(target, alpha);
    public static Tensor sub(Tensor input, Scalar scalar) => input.sub(scalar);
    public static Tensor sub(Tensor input, Scalar scalar, Scalar alpha) => input.sub(scalar, alpha);
    public static Tensor sub_(Tensor input, Tensor target) => input.sub_(target);
    public static Tensor sub_(Tensor input, Tensor target, Scalar alpha) => input.sub_(target, alpha);
    public static Tensor sub_(Tensor input, Scalar scalar) => input.sub_(scalar);
    public static Tensor sub_(Tensor input, Scalar scalar, Scalar alpha) => input.sub_(scalar, alpha);

    public static Tensor mul(Tensor input, Tensor target) => input.mul(target);
    public static Tensor mul(Tensor input, Scalar scalar) => input.mul(scalar);
    public static Tensor mul_(Tensor input, Tensor target) => input.mul_(target);
    public static Tensor mul_(Tensor input, Scalar scalar) => input.mul_(scalar);
    public static Tensor multiply(Tensor input, Tensor target) => input.multiply(target);
    public static Tensor multiply(Tensor input, Scalar scalar) => input.multiply(scalar);
    public static Tensor subtract(Tensor input, Tensor target) => input.subtract(target);

    public static Tensor div(Tensor input, Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
        input.div(target, rounding_mode);
    public static Tensor div(Tensor input, Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
        input.div(target, rounding_mode);
    public static Tensor div_(Tensor input, Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
        input.div_(target, rounding_mode);
    public static Tensor div_(Tensor input, Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
        input.div_(target, rounding_mode);
    public static Tensor divide(Tensor input, Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
        input.divide(target, rounding_mode);
    public static Tensor true_divide(Tensor input, Tensor other) => input.true_divide(other);
    public static Tensor floor_divide(Tensor input, Tensor other) => input.floor_divide(other);
    public static Tensor floor_divide(Tensor input, Scalar other) => input.floor_divide(other);

    public static Tensor remainder(Tensor input, Tensor other) => input.remainder(other);
    public static Tensor remainder(Tensor input, Scalar other) => input.remainder(other);
    public static Tensor remainder_(Tensor input, Tensor other) => input.remainder_(other);
    public static Tensor remainder_(Tensor input, Scalar other) => input.remainder_(other);
    public static Tensor fmod(Tensor input, Tensor other) => input.fmod(other);
    public static Tensor fmod(Tensor input, Scalar other) => input.fmod(other);
    public static Tensor fmod_(Tensor input, Tensor other) => input.fmod_(other);
    public static Tensor fmod_(Tensor input, Scalar other) => input.fmod_(other);
    public static Tensor pow(Tensor input, Tensor exponent) => input.pow(exponent);
    public static Tensor pow(Tensor input, Scalar exponent) => input.pow(exponent);
    public static Tensor pow_(Tensor input, Tensor exponent) => input.pow_(exponent);
    public static Tensor pow_(Tensor input, Scalar exponent) => input.pow_(exponent);

    public static Tensor maximum(Tensor input, Tensor other) => input.maximum(other);
    public static Tensor minimum(Tensor input, Tensor other) => input.minimum(other);
    public static Tensor fmax(Tensor input, Tensor other) => input.fmax(other);
    public static Tensor fmin(Tensor input, Tensor other) => input.fmin(other);
    public static Tensor atan2(Tensor input, Tensor other) => input.atan2(other);
    public static Tensor hypot(Tensor input, Tensor other) => input.hypot(other);
    public static Tensor lerp(Tensor input, Tensor end, Tensor weight) => input.lerp(end, weight);
    public static Tensor lerp_(Tensor input, Tensor end, Tensor weight) => input.lerp_(end, weight);
    public static Tensor addcmul(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) => input.addcmul(tensor1, tensor2, value);
    public static Tensor addcmul_(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) => input.addcmul_(tensor1, tensor2, value);
    public static Tensor addcdiv(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) => input.addcdiv(tensor1, tensor2, value);
    public static Tensor addcdiv_(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) => input.addcdiv_(tensor1, tensor2, value);

    public static Tensor clamp(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp(min, max);
    public static Tensor clamp(Tensor input, Tensor? min = null, Tensor? max = null) => input.clamp(min, max);
    public static Tensor clamp_(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp_(min, max);
    public static Tensor clamp_(Tensor input, Tensor? min = null, Tensor? max = null) => input.clamp_(min, max);
    public static Tensor clip(Tensor input, Scalar? min = null, Scalar? max = null) => input.clip(min, max);
    public static Tensor clamp_max(Tensor input, Scalar max) => input.clamp_max(max);
    public static Tensor clamp_min(Tensor input, Scalar min) => input.clamp_min(min);
    public static Tensor clamp_max_(Tensor input, Scalar max) => input.clamp_max_(max);
    public static Tensor clamp_min_(Tensor input, Scalar min) => input.clamp_min_(min);
    public static Tensor nan_to_num(Tensor input, double nan = 0d, double? posinf = null, double? neginf = null) =>
        input.nan_to_num(nan, posinf, neginf);
}
