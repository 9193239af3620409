using Inference;

namespace Optimizers.Chains.Diagnostics;

/// <summary>Networks that answer together, by the mean of their last exits' probabilities: what draws of a posterior are for.</summary>
/// <remarks>Whole numbers until the end: a sum of quotients can come out above 1. One thread.</remarks>
public sealed class DrawAverage
{
    private readonly IReadOnlyList<Network> _networks;
    private readonly Workspace[] _workspaces;
    private readonly long[] _sums;
    private readonly List<double> _confidences = [];
    private readonly List<bool> _isRight = [];
    private long _rightAlone;
    private double _logLoss;

    /// <summary>Begins without pictures.</summary>
    /// <param name="networks">At least one, of one kind.</param>
    public DrawAverage(IReadOnlyList<Network> networks)
    {
        ArgumentNullException.ThrowIfNull(networks);
        _networks = networks;
        _workspaces = [.. networks.Select(network => network.CreateWorkspace())];
        _sums = new long[networks[0].Classes.Count];
    }

    /// <summary>Pictures answered.</summary>
    public int Samples => _isRight.Count;

    /// <summary>Share that the average answers rightly.</summary>
    public double Accuracy => _isRight.Count(right => right) / (double)Samples;

    /// <summary>Mean of the accuracies of the networks alone.</summary>
    public double MeanAccuracy => _rightAlone / (double)Samples / _networks.Count;

    /// <summary>Expected calibration error of the average: <see cref="Diagnostics.CalibrationError"/>.</summary>
    public double CalibrationError => Diagnostics.CalibrationError.Of([.. _confidences], [.. _isRight]);

    /// <summary>Mean of −log of the probability of the right class, nats.</summary>
    public double LogLoss => _logLoss / Samples;

    /// <summary>Answers a picture.</summary>
    /// <param name="pixels">Of the networks' input.</param>
    /// <param name="label">Its class.</param>
    /// <returns>Whether the average is right.</returns>
    public bool Add(byte[] pixels, int label)
    {
        double one = 65536.0 * _networks.Count;
        Array.Clear(_sums);
        for (int n = 0; n < _networks.Count; n++)
        {
            _rightAlone += _networks[n].RunTo(pixels, _workspaces[n], _networks[n].Stages.Count).Class == label ? 1 : 0;
            for (int k = 0; k < _sums.Length; k++)
                _sums[k] += _workspaces[n].Probabilities[k];
        }

        int answer = Array.IndexOf(_sums, _sums.Max());
        _confidences.Add(_sums[answer] / one);
        _isRight.Add(answer == label);
        _logLoss -= Math.Log(Math.Max(_sums[label] / one, 1e-6));
        return answer == label;
    }
}
