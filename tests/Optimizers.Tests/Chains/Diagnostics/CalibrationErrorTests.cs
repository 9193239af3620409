using Optimizers.Chains.Diagnostics;

namespace Optimizers.Tests.Chains.Diagnostics;

public sealed class CalibrationErrorTests
{
    /// <summary>Bins of a fifteenth: {0.5, 0.52} with one right, {0.95, 0.97, 1} with two right, alone 1/15, which belongs to the first bin.</summary>
    [Fact]
    public void It_is_what_the_hand_finds()
    {
        double[] confidences = [0.5, 0.52, 0.95, 0.97, 1, 1.0 / 15];
        bool[] isRight = [true, false, true, true, false, false];
        double expected = ((2 * Math.Abs(0.5 - 0.51)) + (3 * Math.Abs((2.0 / 3) - (2.92 / 3))) + (1.0 / 15)) / 6;
        Assert.Equal(expected, CalibrationError.Of(confidences, isRight), 12);
    }

    [Fact]
    public void Too_low_and_too_high_in_one_bin_cancel_and_in_two_bins_do_not()
    {
        Assert.Equal(0, CalibrationError.Of([0.5, 0.5], [true, false]), 12);
        Assert.Equal(0.5, CalibrationError.Of([0.5, 0.4], [true, true], 1) - 0.05, 12);
        Assert.Equal(((0.5) + 0.4) / 2, CalibrationError.Of([0.5, 0.4], [true, false]), 12);
    }

    [Fact]
    public void Edges_and_faults_are_defined()
    {
        Assert.Equal(0, CalibrationError.Of([], []));
        Assert.Equal(1, CalibrationError.Of([0, 1], [true, false]));
        Assert.Throws<ArgumentException>(() => CalibrationError.Of([0.5], []));
        Assert.Throws<ArgumentException>(() => CalibrationError.Of([1.5], [true]));
        Assert.Throws<ArgumentException>(() => CalibrationError.Of([double.NaN], [true]));
    }
}
