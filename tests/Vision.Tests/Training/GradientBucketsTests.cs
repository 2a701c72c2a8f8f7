using Fuse3D.Vision.Training.Parallel;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

public class GradientBucketsTests
{
    [Theory]   // one message for all, one each, and some together
    [InlineData(1_000), InlineData(1), InlineData(7)]
    public void Average_TwoRanks_EachGradientBecomesTheMean(long elements)
    {
        Parameter[][] ranks = [Parameters(1), Parameters(3)];

        ThreadExchange.Run(2, exchange => new GradientBuckets(ranks[exchange.Rank], elements).Average(exchange));

        foreach (Parameter[] parameters in ranks)
        {
            Assert.Equal([2, 2, 2, 2, 2, 2], parameters[0].grad!.data<float>().ToArray());
            Assert.Null(parameters[1].grad);
            Assert.Equal([20], parameters[2].grad!.data<float>().ToArray());
        }
    }

    [Fact]
    public void Broadcast_TwoRanks_AllHoldTheFirstRanksValues()
    {
        Parameter[][] ranks = [Parameters(1), Parameters(3)];
        using (no_grad())
            ranks[0][1].fill_(9);

        ThreadExchange.Run(2, exchange => GradientBuckets.Broadcast(exchange, ranks[exchange.Rank]));

        Assert.Equal([9, 9], ranks[1][1].data<float>().ToArray());
    }

    private static Parameter[] Parameters(float gradient)
    {
        Parameter[] made = [new(zeros(2, 3)), new(zeros(2)), new(zeros(1))];
        made[0].grad = full([2, 3], gradient);
        made[2].grad = full([1], 10 * gradient);
        return made;
    }
}
