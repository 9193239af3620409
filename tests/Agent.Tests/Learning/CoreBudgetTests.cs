using Agent.Learning;

namespace Agent.Tests.Learning;

public class CoreBudgetTests
{
    [Theory]
    [InlineData(1, null, 1)]
    [InlineData(0.25, null, 0.25)]
    [InlineData(0.25, 1800.0, 0.25)]
    [InlineData(0.5, 360.0, 0.1)]
    [InlineData(1, 36.0, 0.01)]
    public void Over_hours_learning_takes_the_smaller_of_its_share_and_its_seconds(double share, double? seconds, double expected)
    {
        CoreBudget budget = new(share, seconds);
        double now = 0, spent = 0;
        while (now < 100 * 3600)
        {
            double slice = 0.01 + (now % 0.03);
            now += slice;
            spent += slice;
            now += budget.Spend(slice, now);
        }

        Assert.InRange(spent / now, expected * 0.98, expected * 1.01);
    }
}
