using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Training.Tasks;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

public class JoinedBatchTests
{
    [Theory]
    [InlineData(true, 3), InlineData(false, 1)]
    public void Bounds_OverThreeRanks_AreTheJoinedBatchs(bool joinedLoss, int processes)
    {
        int[] own = [640, 480, 800], smallest = new int[3], largest = new int[3];

        ThreadExchange.Run(3, exchange =>
        {
            JoinedBatch joined = new(new TrainConfig { JoinedLoss = joinedLoss }, exchange, CPU);
            Assert.Equal(processes, joined.Processes);
            smallest[exchange.Rank] = joined.Smallest(own[exchange.Rank]);
            largest[exchange.Rank] = joined.Largest(own[exchange.Rank]);
        });

        Assert.Equal(joinedLoss ? [480, 480, 480] : own, smallest);
        Assert.Equal(joinedLoss ? [800, 800, 800] : own, largest);
    }
}
