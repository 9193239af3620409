using Inference.Kernels;

namespace Inference.Tests.Kernels;

public sealed class DotProductSumsTests
{
    [Fact]
    public void Sums_of_windows_of_bytes_equal_the_definition()
    {
        Assert.SkipUnless(DotProductSums.IsSupported, "this machine has no dot-product instructions");
        using GuardedMemory valuePage = new(1 << 16);
        using GuardedMemory weightPage = new(1 << 18);
        using GuardedMemory sumPage = new(1 << 16);
        Random random = new(61);
        foreach (int outputs in new[] { 1, 3, 16, 17, 40 })
        {
            foreach (int taps in new[] { 1, 3, 4, 5, 8, 9, 12, 16, 63, 131 })
            {
                WindowShape shape = new(random.Next(1, 5), taps + random.Next(9), taps, outputs);
                int windows = random.Next(1, 11);
                sbyte[] weights = Array.ConvertAll(
                    Samples.Extremes(random, shape.Outputs * shape.Rows * shape.Taps, -128, 127), weight => (sbyte)weight);
                Span<short> values = valuePage.Place<short>(Samples.Extremes(random, windows - 1 + shape.Reach, -128, 127));
                int[] starts = [.. Enumerable.Range(0, windows)];
                int[] expected = new int[windows * shape.Stride];
                PortableKernels.MultiplyBytes(values, starts, PortableKernels.PackBytes(weights, shape), shape, expected);
                Span<int> found = sumPage.Place<int>(Samples.Array<int>(random, expected.Length));
                DotProductSums.Multiply(values, starts, weightPage.Place<sbyte>(DotProductSums.Pack(weights, shape)), shape, found);
                Assert.Equal(expected, found.ToArray());
            }
        }
    }
}
