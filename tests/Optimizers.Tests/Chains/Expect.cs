using Optimizers.Chains;

namespace Optimizers.Tests.Chains;

/// <summary>That visits go to a posterior, or that they do not.</summary>
internal static class Expect
{
    /// <summary>The distance falls as the root of the steps, to below a threshold. Over 16 times the steps a quarter is expected.</summary>
    public static void Right(Posterior posterior, Chain chain, Func<int> state, long steps, double threshold)
    {
        double[] distances = posterior.Distances(chain, state, steps / 16, steps / 4, steps);
        string found = string.Join(", ", distances);
        Assert.True(distances[2] < threshold, found);
        Assert.True(distances[2] < 0.4 * distances[0], found);
        Assert.True(distances[1] < 0.8 * distances[0] && distances[2] < 0.8 * distances[1], found);
    }

    /// <summary>The distance stays above the threshold of the test that the right chain passes.</summary>
    public static void Wrong(Posterior posterior, Chain chain, Func<int> state, long steps, double threshold)
    {
        double distance = posterior.Distances(chain, state, steps)[0];
        Assert.True(distance > 1.5 * threshold, $"{distance}");
    }
}
