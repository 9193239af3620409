using Inference;
using Optimizers.Gradient;

namespace Benchmarks.Shifts.Rivals;

/// <summary>A descent on the end of a network: batches of 16 in a new order each epoch, rates as they are given.</summary>
/// <param name="end">Where it begins, and ends.</param>
/// <param name="rate">Of Adam, for exit and biases.</param>
/// <param name="quantile">Of Bop: the share of the signs whose running gradient at the end of the first epoch is below the threshold; 1: signs stay.</param>
/// <param name="seed">Of the order.</param>
internal sealed class Descent(FloatEnd end, float rate, double quantile, ulong seed)
{
    private const int Batch = 16;
    private const float Adaptivity = 0.1f;
    private SplitMix _random = new(seed);
    private float _threshold = float.PositiveInfinity;
    private int _steps;
    private int _epochs;

    /// <summary>Goes over the samples once.</summary>
    /// <param name="samples">Shuffled in place.</param>
    public void Epoch(int[] samples)
    {
        _random.Shuffle<int>(samples);
        bool movesSigns = quantile < 1;
        for (int first = 0; first < samples.Length; first += Batch)
        {
            end.Differentiate(samples.AsSpan(first, Math.Min(Batch, samples.Length - first)), movesSigns);
            Adam.Step(end.Weights, _steps, rate, 0);
            Adam.Step(end.Biases, _steps, rate, 0);
            if (movesSigns)
            {
                Bop.Step(end.Signs, Adaptivity, _threshold);
                end.Forget();
            }

            _steps++;
        }

        // The first epoch only fills the means; where their largest end says what a large gradient is here.
        if (movesSigns && _epochs++ == 0)
            _threshold = end.Signs.First.Select(MathF.Abs).Order().ElementAt((int)(quantile * (end.Signs.First.Length - 1)));
    }
}
