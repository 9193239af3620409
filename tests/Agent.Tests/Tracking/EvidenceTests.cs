using Agent.Tracking;

namespace Agent.Tests.Tracking;

public class EvidenceTests
{
    [Fact]
    public void Agreement_never_lowers_the_margin_and_disagreement_never_raises_it()
    {
        Evidence evidence = new(3);
        evidence.Reset(0, 3);
        int before = -1;
        for (int frame = 0; frame < 60; frame++)
        {
            evidence.Add([6554, 52428, 6554], 128);
            int margin = evidence.Best == 1 ? evidence.Margin : -evidence.Margin;
            Assert.True(margin >= before || frame == 0);
            before = margin;
        }

        Assert.Equal(1, evidence.Best);
        evidence.Add([6554, 6554, 52428], 128);
        Assert.True(evidence.Margin < before);
    }

    [Fact]
    public void One_certain_frame_does_not_decide_alone_and_a_few_do()
    {
        Evidence evidence = new(3);
        evidence.Reset(0, 3);
        evidence.Add([0, 65536, 0], Evidence.Unit);
        Assert.True(evidence.Margin <= 9 * Evidence.Unit);
        evidence.Add([0, 65536, 0], Evidence.Unit);
        Assert.True(evidence.Best == 1 && evidence.Margin >= 8 * Evidence.Unit);
    }

    [Fact]
    public void A_label_held_for_long_can_still_change()
    {
        Evidence evidence = new(3);
        evidence.Reset(0, 3);
        for (int frame = 0; frame < 1000; frame++)
            evidence.Add([3277, 58982, 3277], Evidence.Unit);
        for (int frame = 0; frame < 12; frame++)
            evidence.Add([3277, 3277, 58982], Evidence.Unit);
        Assert.Equal(2, evidence.Best);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    [InlineData(65535)]
    [InlineData(65536)]
    public void The_logarithm_is_right_to_a_256th_of_a_bit(int value) =>
        Assert.InRange(Evidence.Log2(value), (Math.Log2(value) * 256) - 1, (Math.Log2(value) * 256) + 0.001);
}
