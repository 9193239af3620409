using System.Diagnostics;
using Inference;
using Optimizers.Chains;
using Optimizers.Chains.Stages;
using Optimizers.Chains.Towers;

namespace Optimizers.Tests.Chains.Towers;

/// <summary>The figures of docs/chains-jumps.md: whether towers grow on MNIST, and whether depth helps. Minutes long; run only when asked for.</summary>
public sealed class TowerFigures(ITestOutputHelper output)
{
    private const int Train = 1000, Test = 2000, Width = 64, Steps = 400_000, Kept = 20;

    /// <param name="layers">Layers that stay; −1: they come and go, up to 8.</param>
    /// <param name="seed">Of projection and chain.</param>
    [Theory(Explicit = true)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(4, 1)]
    [InlineData(-1, 1)]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(4, 2)]
    [InlineData(-1, 2)]
    public void Depth_on_projected_digits(int layers, int seed) => Measure(layers, seed, 4);

    /// <summary>The same with values four times as large, so that a gate of 1 changes a quarter as much.</summary>
    [Theory(Explicit = true)]
    [InlineData(1, 1)]
    [InlineData(-1, 1)]
    [InlineData(1, 2)]
    [InlineData(-1, 2)]
    public void Depth_with_finer_gates(int layers, int seed) => Measure(layers, seed, 16);

    private void Measure(int layers, int seed, int scale)
    {
        TowerShape shape = new(Width, 10, 8, 8, 8192);
        (short[] inputs, short[] unseen) = Projected(seed, scale);
        byte[] labels = SomeDigits.Labels("train", Train), truth = SomeDigits.Labels("t10k", Test);
        SplitMix random = new((ulong)seed);
        Tower tower = SomeTowers.Tower(shape, Math.Max(0, layers), ref random);
        for (int l = 0; l < tower.Layers; l++)
            tower[l].Gate = 0;
        TowerPlan plan = new(Schedule.Annealing(0.02, 2, Steps * 6 / 10), new GeometricLayers(1), 0.5, 3)
        {
            Shares = layers < 0 ? [0.02, 0.02, 0.06, 0.75, 0.15] : layers == 0 ? [0, 0, 0, 0, 1] : [0, 0, 0.1, 0.75, 0.15],
        };
        TowerChain chain = new(new TowerRisk(tower, inputs, labels, LossKind.CrossEntropy), plan, (ulong)seed, 0);
        double[] votes = new double[Test * 10];
        long[] tried = new long[5], taken = new long[5];
        Stopwatch watch = Stopwatch.StartNew();
        for (int step = 1; step <= Steps; step++)
        {
            TowerStep done = chain.Step();
            tried[(int)done.Move]++;
            taken[(int)done.Move] += done.Accepted ? 1 : 0;
            if (step > Steps * 7 / 10 && step % (Steps * 3 / 10 / Kept) == 0)
                Vote(tower, unseen, votes);
            if (step % (Steps / 5) == 0)
                output.WriteLine($"  step {step}: λ {chain.Lambda:0.000}, risk a sample {chain.Risk.Risk / 65536.0 / Train:0.000}, gates {Gates(tower)}");
        }

        double seconds = watch.Elapsed.TotalSeconds;
        double[] last = new double[Test * 10];
        Vote(tower, unseen, last);
        double[] seen = new double[Train * 10];
        Vote(tower, inputs, seen);
        output.WriteLine(
            $"scale {scale}, layers {(layers < 0 ? "0 to 8" : layers)}, seed {seed}: train {Accuracy(seen, labels):0.0} %, test {Accuracy(last, truth):0.0} %, "
            + $"mean of {Kept}: {Accuracy(votes, truth):0.0} %; gates {Gates(tower)}; {Steps / seconds:0} steps/s; acceptance "
            + string.Join(" ", tried.Select((n, i) => n == 0 ? "" : $"{(TowerMove)i} {(double)taken[i] / n:0.00}")));
    }

    private static string Gates(Tower tower) => "[" + string.Join(" ", Enumerable.Range(0, tower.Layers).Select(l => tower[l].Gate)) + "]";

    private static void Vote(Tower tower, short[] inputs, double[] votes)
    {
        int[] logits = new int[10];
        for (int n = 0; n < votes.Length / 10; n++)
        {
            tower.Run(inputs.AsSpan(n * Width, Width), logits);
            double[] powers = [.. logits.Select(m => Math.Exp(m * tower.Shape.LogitScale / 65536.0))];
            for (int k = 0; k < 10; k++)
                votes[(n * 10) + k] += powers[k] / powers.Sum();
        }
    }

    private static double Accuracy(double[] votes, byte[] labels)
    {
        int right = 0;
        for (int n = 0; n < labels.Length; n++)
            right += votes.AsSpan(n * 10, 10).IndexOf(votes[(n * 10)..((n * 10) + 10)].Max()) == labels[n] ? 1 : 0;
        return 100.0 * right / labels.Length;
    }

    /// <summary>scale · (Σ ±1·pixel sign − its mean over the training part): signs that are balanced, steps finer than a gate of 1.</summary>
    private static (short[] Train, short[] Test) Projected(int seed, int scale)
    {
        byte[] train = SomeDigits.Images("train", Train), test = SomeDigits.Images("t10k", Test);
        SplitMix random = new((ulong)seed + 100);
        short[] seen = new short[Train * Width], unseen = new short[Test * Width];
        for (int c = 0; c < Width; c++)
        {
            int[] signs = new int[784];
            for (int p = 0; p < 784; p++)
                signs[p] = (2 * random.Next(2)) - 1;
            int[] sums = Sums(train, signs), others = Sums(test, signs);
            double mean = sums.Average();
            for (int n = 0; n < Train; n++)
                seen[(n * Width) + c] = (short)Math.Round(scale * (sums[n] - mean));
            for (int n = 0; n < Test; n++)
                unseen[(n * Width) + c] = (short)Math.Round(scale * (others[n] - mean));
        }

        return (seen, unseen);
    }

    private static int[] Sums(byte[] images, int[] signs)
    {
        int[] sums = new int[images.Length / 784];
        for (int i = 0; i < images.Length; i++)
            sums[i / 784] += images[i] > 100 ? signs[i % 784] : -signs[i % 784];
        return sums;
    }
}
