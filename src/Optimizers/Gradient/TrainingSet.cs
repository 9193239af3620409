namespace Optimizers.Gradient;

/// <summary>Labelled pictures of one shape, each with the place it came from.</summary>
public sealed class TrainingSet
{
    /// <summary>The source of rendered crops.</summary>
    public const string Simulator = "simulator";

    private readonly List<byte[]> _images = [];
    private readonly List<int> _labels = [];
    private readonly List<string> _sources = [];

    /// <summary>Pictures.</summary>
    public int Count => _images.Count;

    /// <summary>Adds one picture.</summary>
    /// <param name="image">Height × width × channels bytes; kept, not copied.</param>
    /// <param name="label">Class index.</param>
    /// <param name="source">Where it comes from.</param>
    public void Add(byte[] image, int label, string source)
    {
        _images.Add(image);
        _labels.Add(label);
        _sources.Add(source);
    }

    /// <summary>The picture at an index.</summary>
    public byte[] Image(int index) => _images[index];

    /// <summary>The class at an index.</summary>
    public int Label(int index) => _labels[index];

    /// <summary>The source at an index.</summary>
    public string Source(int index) => _sources[index];
}
