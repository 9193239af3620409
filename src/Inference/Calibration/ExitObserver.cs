using System.Buffers.Binary;
using System.Text;
using Inference.Exits;
using Inference.Format;

namespace Inference.Calibration;

/// <summary>Runs pictures through all exits of a network and notes what its early ones say; then turns that into certificates.</summary>
public sealed class ExitObserver
{
    private readonly Network _network;
    private readonly Workspace _workspace;
    private readonly CalibrationGoal _goal;
    private readonly List<CalibrationSample> _samples = [];
    private readonly Sha256 _data = new();
    private readonly HashSet<string> _groups = new(StringComparer.Ordinal);

    /// <summary>Begins with no picture.</summary>
    /// <param name="network">What is calibrated.</param>
    /// <param name="goal">What it is to promise.</param>
    /// <exception cref="ArgumentException">A network with one exit, which always answers.</exception>
    public ExitObserver(Network network, CalibrationGoal goal)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(goal);
        if (network.Stages.Count < 2)
            throw new ArgumentException("found a network with one exit, expected at least two: the last always answers", nameof(network));
        _network = network;
        _goal = goal;
        _workspace = network.CreateWorkspace();
    }

    /// <summary>What was noted, one a picture.</summary>
    public IReadOnlyList<CalibrationSample> Samples => _samples;

    /// <summary>Different groups among them.</summary>
    public int Groups => _groups.Count;

    /// <summary>Notes one picture.</summary>
    /// <param name="image"><c>[Height × Width × Channels]</c> of the network's input.</param>
    /// <param name="label">Its class; used where the goal is agreement with the labels.</param>
    /// <param name="group">What it has in common with pictures that depend on it; null: nothing.</param>
    public void Add(ReadOnlySpan<byte> image, int label, string? group)
    {
        int exits = _network.Stages.Count;
        int[] doubts = new int[exits - 1], answers = new int[exits];
        for (int exit = 1; exit <= exits; exit++)
        {
            answers[exit - 1] = _network.RunTo(image, _workspace, exit).Class;
            if (exit < exits)
                doubts[exit - 1] = ExitPolicy.Doubt(_goal.Score, ExitPolicy.Score(_goal.Score, _workspace));
        }

        int right = _goal.Reference == ExitReference.Last ? answers[^1] : label;
        string name = group ?? $"\0{_samples.Count}";
        _samples.Add(new CalibrationSample(doubts, Array.ConvertAll(answers[..^1], answer => answer != right), name));
        _groups.Add(name);
        byte[] count = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(count, _goal.Reference == ExitReference.Labels ? label : -1);
        _data.Append(image);
        _data.Append(count);
        _data.Append(Encoding.UTF8.GetBytes(name + "\n"));
    }

    /// <summary>Calibrates and gives the network with its new thresholds and certificates; the weights are the same. Ends the observation.</summary>
    /// <param name="settings">What was found for each early exit.</param>
    public NetworkDefinition Certify(out ExitSetting[] settings)
    {
        settings = Calibrator.Calibrate(_samples, _goal);
        int[] thresholds = Array.ConvertAll(settings, setting => ExitPolicy.Threshold(_goal.Score, setting.Bound));
        string data = _data.Finish();
        StageDefinition[] stages = [.. _network.Definition.Stages];
        for (int index = 0; index < settings.Length; index++)
        {
            Certificate? certificate = settings[index].IsOpen ? Certify(settings[index], thresholds[..(index + 1)], data) : null;
            stages[index] = stages[index] with { Exit = stages[index].Exit with { Threshold = thresholds[index], Certificate = certificate } };
        }

        return _network.Definition with { Policy = _goal.Score, Stages = stages };
    }

    private Certificate Certify(ExitSetting setting, int[] thresholds, string data) => new()
    {
        RiskPpm = _goal.RiskPpm,
        FailurePpm = _goal.FailurePpm,
        Divisor = setting.Divisor,
        Score = _goal.Score,
        Reference = _goal.Reference,
        Thresholds = thresholds,
        Sequence = [.. setting.Sequence.Select(bound => ExitPolicy.Threshold(_goal.Score, bound))],
        Reached = setting.Reached,
        Answers = setting.Answers,
        Wrong = setting.Wrong,
        Grouped = _groups.Count < _samples.Count,
        Network = _network.FunctionHash,
        Data = data,
    };
}
