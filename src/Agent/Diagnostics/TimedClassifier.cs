using System.Diagnostics;
using Agent.Pipeline;
using Inference;

namespace Agent.Diagnostics;

/// <summary>A network that takes down what it was asked in a frame, so that the last exit can be asked the same afterwards.</summary>
internal sealed class TimedClassifier : IClassifier
{
    private const int Most = 16;
    private readonly NetworkClassifier _network;
    private readonly byte[][] _crops = new byte[Most][];
    private readonly Prediction[] _answers = new Prediction[Most];

    /// <exception cref="Training.DataException">The network cannot watch.</exception>
    public TimedClassifier(Network network)
    {
        _network = new NetworkClassifier(network);
        for (int look = 0; look < Most; look++)
            _crops[look] = new byte[network.Input.Length];
    }

    /// <summary>Answers since <see cref="Forget"/>, of which the first 16 are kept.</summary>
    public int Looks { get; private set; }

    /// <summary>Stopwatch ticks inside the network since <see cref="Forget"/>.</summary>
    public long Ticks { get; private set; }

    /// <inheritdoc/>
    public int Width => _network.Width;

    /// <inheritdoc/>
    public int Height => _network.Height;

    /// <inheritdoc/>
    public int Classes => _network.Classes;

    /// <inheritdoc/>
    public int NothingClass => _network.NothingClass;

    /// <inheritdoc/>
    public int Exits => _network.Exits;

    /// <inheritdoc/>
    public ReadOnlySpan<int> Probabilities => _network.Probabilities;

    /// <summary>The crops and answers kept.</summary>
    public IEnumerable<(byte[] Crop, Prediction Answer)> Kept => _crops.Zip(_answers).Take(Looks);

    /// <summary>Begins a new frame.</summary>
    public void Forget() => (Looks, Ticks) = (0, 0);

    /// <inheritdoc/>
    public Prediction Classify(ReadOnlySpan<byte> crop)
    {
        long start = Stopwatch.GetTimestamp();
        Prediction answer = _network.Classify(crop);
        Ticks += Stopwatch.GetTimestamp() - start;
        if (Looks < Most)
        {
            crop.CopyTo(_crops[Looks]);
            _answers[Looks] = answer;
        }

        Looks++;
        return answer;
    }
}
