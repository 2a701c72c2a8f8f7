using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    // Comparisons and logic; the results are bool tensors.
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => Aten.eq__Tensor.Call(this, target);
        public Tensor eq(Scalar target) => Aten.eq__Scalar.Call(this, target);
        public Tensor eq_(Tensor target) => Aten.eq___Tensor.CallInPlace(this, target);
        public Tensor eq_(Scalar target) => Aten.eq___Scalar.CallInPlace(this, target);
        public Tensor ne(Tensor target) => Aten.ne__Tensor.Call(this, target);
        public Tensor ne(Scalar target) => Aten.ne__Scalar.Call(this, target);
        public Tensor ne_(Tensor target) => Aten.ne___Tensor.CallInPlace(this, target);
        public Tensor ne_(Scalar target) => Aten.ne___Scalar.CallInPlace(this, target);
        public Tensor lt(Tensor target) => Aten.lt__Tensor.Call(this, target);
        public Tensor lt(Scalar target) => Aten.lt__Scalar.Call(this, target);
        public Tensor lt_(Tensor target) => Aten.lt___Tensor.CallInPlace(this, target);
        public Tensor lt_(Scalar target) => Aten.lt___Scalar.CallInPlace(this, target);
        public Tensor le(Tensor target) => Aten.le__Tensor.Call(this, target);
        public Tensor le(Scalar target) => Aten.le__Scalar.Call(this, target);
        public Tensor le_(Tensor target) => Aten.le___Tensor.CallInPlace(this, target);
        public Tensor le_(Scalar target) => Aten.le___Scalar.CallInPlace(this, target);
        public Tensor gt(Tensor target) => Aten.gt__Tensor.Call(this, target);
        public Tensor gt(Scalar target) => Aten.gt__Scalar.Call(this, target);
        public Tensor gt_(Tensor target) => Aten.gt___Tensor.CallInPlace(this, target);
        public Tensor gt_(Scalar target) => Aten.gt___Scalar.CallInPlace(this, target);
        public Tensor ge(Tensor target) => Aten.ge__Tensor.Call(this, target);
        public Tensor ge(Scalar target) => Aten.ge__Scalar.Call(this, target);
        public Tensor ge_(Tensor target) => Aten.ge___Tensor.CallInPlace(this, target);
        public Tensor ge_(Scalar target) => Aten.ge___Scalar.CallInPlace(this, target);
        public Tensor not_equal(Tensor other) => ne(other);
        public Tensor less(Tensor other) => lt(other);
        public Tensor less_equal(Tensor other) => le(other);
        public Tensor greater(Tensor other) => gt(other);
        public Tensor greater_equal(Tensor other) => ge(other);

        public Tensor logical_and(Tensor other) => Aten.logical_and.Call(this, other);
        public Tensor logical_and_(Tensor other) => Aten.logical_and_.CallInPlace(this, other);
        public Tensor logical_or(Tensor other) => Aten.logical_or.Call(this, other);
        public Tensor logical_or_(Tensor other) => Aten.logical_or_.CallInPlace(this, other);
        public Tensor logical_xor(Tensor other) => Aten.logical_xor.Call(this, other);
        public Tensor logical_xor_(Tensor other) => Aten.logical_xor_.CallInPlace(this, other);
        public Tensor bitwise_and(Tensor other) => Aten.bitwise_and__Tensor.Call(this, other);
        public Tensor bitwise_or(Tensor other) => Aten.bitwise_or__Tensor.Call(this, other);
        public Tensor bitwise_xor(Tensor other) => Aten.bitwise_xor__Tensor.Call(this, other);
        public Tensor bitwise_left_shift(Tensor other) => Aten.bitwise_left_shift__Tensor.Call(this, other);
        public Tensor bitwise_right_shift(Tensor other) => Aten.bitwise_right_shift__Tensor.Call(this, other);
        public Tensor bitwise_and_(Tensor other) => Aten.bitwise_and___Tensor.CallInPlace(this, other);
        public Tensor bitwise_or_(Tensor other) => Aten.bitwise_or___Tensor.CallInPlace(this, other);
        public Tensor bitwise_xor_(Tensor other) => Aten.bitwise_xor___Tensor.CallInPlace(this, other);

        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
            Aten.isclose.Call(this, other, rtol, atol, nanEqual);
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            Aten.allclose.CallBool(this, target, rtol, atol, equal_nan);
        public Tensor equal(Tensor target) => eq(target);
        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) =>
            Aten.isin__Tensor_Tensor.Call(this, test_elements, assumeUnique, invert);
    }
}
