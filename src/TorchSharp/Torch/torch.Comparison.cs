namespace TorchSharp;

// Comparisons and logic; the results are bool tensors. As functions of a tensor.
public static partial class torch
{
    public static Tensor eq(Tensor input, Tensor target) => input.eq(target);
    public static Tensor eq(Tensor input, Scalar target) => input.eq(target);
    public static Tensor eq_(Tensor input, Tensor target) => input.eq_(target);
    public static Tensor eq_(Tensor input, Scalar target) => input.eq_(target);
    public static Tensor ne(Tensor input, Tensor target) => input.ne(target);
    public static Tensor ne(Tensor input, Scalar target) => input.ne(target);
    public static Tensor ne_(Tensor input, Tensor target) => input.ne_(target);
    public static Tensor ne_(Tensor input, Scalar target) => input.ne_(target);
    public static Tensor lt(Tensor input, Tensor target) => input.lt(target);
    public static Tensor lt(Tensor input, Scalar target) => input.lt(target);
    public static Tensor lt_(Tensor input, Tensor target) => input.lt_(target);
    public static Tensor lt_(Tensor input, Scalar target) => input.lt_(target);
    public static Tensor le(Tensor input, Tensor target) => input.le(target);
    public static Tensor le(Tensor input, Scalar target) => input.le(target);
    public static Tensor le_(Tensor input, Tensor target) => input.le_(target);
    public static Tensor le_(Tensor input, Scalar target) => input.le_(target);
    public static Tensor gt(Tensor input, Tensor target) => input.gt(target);
    public static Tensor gt(Tensor input, Scalar target) => input.gt(target);
    public static Tensor gt_(Tensor input, Tensor target) => input.gt_(target);
    public static Tensor gt_(Tensor input, Scalar target) => input.gt_(target);
    public static Tensor ge(Tensor input, Tensor target) => input.ge(target);
    public static Tensor ge(Tensor input, Scalar target) => input.ge(target);
    public static Tensor ge_(Tensor input, Tensor target) => input.ge_(target);
    public static Tensor ge_(Tensor input, Scalar target) => input.ge_(target);
    public static Tensor not_equal(Tensor input, Tensor other) => input.not_equal(other);
    public static Tensor less(Tensor input, Tensor other) => input.less(other);
    public static Tensor less_equal(Tensor input, Tensor other) => input.less_equal(other);
    public static Tensor greater(Tensor input, Tensor other) => input.greater(other);
    public static Tensor greater_equal(Tensor input, Tensor other) => input.greater_equal(other);

    public static Tensor logical_and(Tensor input, Tensor other) => input.logical_and(other);
    public static Tensor logical_and_(Tensor input, Tensor other) => input.logical_and_(other);
    public static Tensor logical_or(Tensor input, Tensor other) => input.logical_or(other);
    public static Tensor logical_or_(Tensor input, Tensor other) => input.logical_or_(other);
    public static Tensor logical_xor(Tensor input, Tensor other) => input.logical_xor(other);
    public static Tensor logical_xor_(Tensor input, Tensor other) => input.logical_xor_(other);
    public static Tensor bitwise_and(Tensor input, Tensor other) => input.bitwise_and(other);
    public static Tensor bitwise_or(Tensor input, Tensor other) => input.bitwise_or(other);
    public static Tensor bitwise_xor(Tensor input, Tensor other) => input.bitwise_xor(other);
    public static Tensor bitwise_left_shift(Tensor input, Tensor other) => input.bitwise_left_shift(other);
    public static Tensor bitwise_right_shift(Tensor input, Tensor other) => input.bitwise_right_shift(other);
    public static Tensor bitwise_and_(Tensor input, Tensor other) => input.bitwise_and_(other);
    public static Tensor bitwise_or_(Tensor input, Tensor other) => input.bitwise_or_(other);
    public static Tensor bitwise_xor_(Tensor input, Tensor other) => input.bitwise_xor_(other);

    public static Tensor isclose(Tensor input, Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
        input.isclose(other, rtol, atol, nanEqual);
    public static bool allclose(Tensor input, Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
        input.allclose(target, rtol, atol, equal_nan);
    public static Tensor equal(Tensor input, Tensor target) => input.equal(target);
    public static Tensor isin(Tensor input, Tensor test_elements, bool assumeUnique = false, bool invert = false) =>
        input.isin(test_elements, assumeUnique, invert);
}
