using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    // Fills this tensor with random numbers.
    public partial class Tensor
    {
        public Tensor normal_(double mean = 0.0, double std = 1.0, Generator? generator = null) => Aten.normal_.CallInPlace(this, mean,
            std, generator);

        public Tensor uniform_(double from, double to, Generator? generator = null) => Aten.uniform_.CallInPlace(this, from, to, generator);

        public Tensor bernoulli(Generator? generator = null) => Aten.bernoulli.Call(this, generator);

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => Aten.bernoulli___float.CallInPlace(this, p, generator);

        public Tensor bernoulli_(Tensor p, Generator? generator = null) => Aten.bernoulli___Tensor.CallInPlace(this, p, generator);

        public Tensor exponential_(double lambda = 1.0, Generator? generator = null) => Aten.exponential_.CallInPlace(this, lambda,
            generator);

        public Tensor random_(double from, double to, Generator? generator = null) =>
            Aten.random___from.CallInPlace(this, (long)from, (long)to, generator);

        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) =>
            Aten.multinomial.Call(this, num_samples, replacement, generator);
    }
}
