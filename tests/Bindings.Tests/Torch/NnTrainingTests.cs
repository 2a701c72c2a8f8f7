using TorchSharp;
using TorchSharp.Modules;
using static Fuse3D.Bindings.Tests.Torch.NnValues;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

/// <summary>A small network trained as a user would; alone, since it seeds and counts.</summary>
[Collection(GlobalGenerator.Name)]
public sealed class NnTrainingTests
{
    private sealed class Network : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d conv;
        private readonly BatchNorm2d norm;
        private readonly MultiheadAttention attention;
        private readonly Sequential head;

        public Network() : base(nameof(Network))
        {
            conv = nn.Conv2d(1, 8, 3, stride: 2, padding: 1);
            norm = nn.BatchNorm2d(8);
            attention = nn.MultiheadAttention(8, 2, dropout: 0.1);
            head = nn.Sequential(nn.LayerNorm(8), nn.Linear(8, 16), nn.GELU(), nn.Dropout(0.1), nn.Linear(16, 2));
            RegisterComponents();
        }

        /// <param name="input">[N, 1, 8, 8]</param>
        /// <returns>[N, 2]</returns>
        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            Tensor tokens = nn.functional.relu(norm.call(conv.call(input))).flatten(2).permute(2, 0, 1);   // [16, N, 8]
            Tensor mixed = tokens + attention.call(tokens, tokens, tokens, need_weights: false).Item1;
            return head.call(mixed.mean([0])).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Stripes across or along.</summary>
    private static (Tensor Images, Tensor Classes) Stripes()
    {
        Tensor wave = (arange(8, dtype: ScalarType.Float32) * Math.PI / 2).sin();
        Tensor across = wave.reshape(1, 8).expand(8, 8), along = across.t();
        Tensor images = stack([across, along, across.roll(1, 1), along.roll(1, 0)], 0).unsqueeze(1);
        return ((images + (randn_like(images) * 0.1)).contiguous(), tensor(new long[] { 0, 1, 0, 1 }));
    }

    private static double Step(Network network, optim.Optimizer optimizer)
    {
        using var scope = NewDisposeScope();
        var (images, classes) = Stripes();
        optimizer.zero_grad();
        Tensor loss = nn.functional.cross_entropy(network.call(images), classes);
        loss.backward();
        nn.utils.clip_grad_norm_(network.parameters(), 1);
        optimizer.step();
        return loss.item<float>();
    }

    /// <summary>Live tensors, once what other tests left to the collector is gone.</summary>
    private static long SettledCount()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }

    [Fact]
    public void Training_OnStripes_TellsThemApart()
    {
        manual_seed(11);
        using Network network = new();
        using AdamW optimizer = optim.AdamW(network.parameters(), 0.01, weight_decay: 0.01);
        double first = Step(network, optimizer), last = 0;
        for (int i = 0; i < 80; i++)
            last = Step(network, optimizer);
        Assert.InRange(first, 0.3, 2);
        Assert.InRange(last, 0, 0.1);

        network.eval();
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var (images, classes) = Stripes();
        AssertClose(classes, network.call(images).argmax(1), 0);
    }

    [Fact]
    public void Training_SameSeed_GivesTheSameParameters()
    {
        double[] Run()
        {
            manual_seed(21);
            using Network network = new();
            using SGD optimizer = optim.SGD(network.parameters(), 0.05, momentum: 0.9);
            for (int i = 0; i < 5; i++)
                Step(network, optimizer);
            using Tensor all = nn.utils.parameters_to_vector(network.parameters());
            return [.. all.detach().data<float>().Select(value => (double)value)];
        }

        Assert.Equal(Run(), Run());
    }

    [Fact]
    public void Training_ManySteps_HoldsNoMoreTensors()
    {
        manual_seed(31);
        using Network network = new();
        using Adam optimizer = optim.Adam(network.parameters(), amsgrad: true);
        for (int i = 0; i < 3; i++)
            Step(network, optimizer);
        long before = SettledCount();
        for (int i = 0; i < 50; i++)
            Step(network, optimizer);
        Assert.InRange(Tensor.TotalCount, 0, before);
    }

    [Fact]
    public void Dispose_OfNetworkAndOptimizer_FreesEveryTensor()
    {
        long before = SettledCount();
        using (Network network = new())
        using (SGD optimizer = optim.SGD(network.parameters(), 0.1, momentum: 0.9))
            Step(network, optimizer);
        Assert.InRange(Tensor.TotalCount, 0, before);
    }

    [Fact]
    public void FrozenParameters_GetNoGradient_AndStay()
    {
        manual_seed(41);
        using Linear linear = nn.Linear(2, 2);
        linear.weight.requires_grad = false;
        using Tensor before = linear.weight.detach().clone(), input = ones(1, 2);
        using SGD optimizer = optim.SGD(linear.parameters(), 0.1, weight_decay: 0.5);
        linear.call(input).sum().backward();
        optimizer.step();
        AssertClose(before, linear.weight, 0);
        Assert.NotNull(linear.bias!.grad);
    }

    [SkippableFact]
    [Trait("Category", "Gpu")]
    public void To_Cuda_GivesTheSameAnswerAndBack()
    {
        Skip.IfNot(cuda.is_available(), "no CUDA device");
        manual_seed(51);
        using Network network = new();
        using Adam optimizer = optim.Adam(network.parameters(), 0.01);
        network.eval();
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        Tensor images = Stripes().Images, expected = network.call(images);
        network.cuda();
        Assert.All(network.parameters().Concat(network.buffers()), tensor => Assert.Equal(DeviceType.CUDA, tensor.device_type));
        AssertClose(expected, network.call(images.cuda()).cpu(), 1e-4);
        network.cpu();
        AssertClose(expected, network.call(images), 1e-6);
    }
}
