using Inference;

namespace Agent.Training;

/// <summary>Labelled pictures brought to the shape of a network's input.</summary>
internal sealed class LabelledImages
{
    private readonly List<LabelledImage> _images = [];
    private readonly SortedDictionary<string, int> _left = new(StringComparer.Ordinal);

    /// <summary>Whether pictures without a class the network knows are left out.</summary>
    private bool _needsLabels;

    /// <summary>What was read.</summary>
    public IReadOnlyList<LabelledImage> Images => _images;

    /// <summary>Pictures left out, by the name of their class, which the network does not know.</summary>
    public IReadOnlyDictionary<string, int> UnknownClasses => _left;

    /// <summary>Files that could not be read as pictures, each with the reason.</summary>
    public List<string> Damaged { get; } = [];

    /// <summary>Reads everything at a path.</summary>
    /// <param name="selection">The path, and which of its pictures.</param>
    /// <param name="classes">Class names of the network; null: pictures of any class or none will do, with label −1.</param>
    /// <param name="shape">Input of the network; 1 channel (luma) or 3 (red, green, blue).</param>
    /// <exception cref="DataException">Nothing there, or nothing that can be used.</exception>
    public static LabelledImages Read(DataSelection selection, IReadOnlyList<string>? classes, InputShape shape)
    {
        if (shape.Channels is not (1 or 3))
            throw new DataException($"found a network for pictures of {shape.Channels} channels, expected 1 (luma) or 3 (red, green, blue)");
        LabelledImages result = new() { _needsLabels = classes is not null };
        if (Directory.Exists(selection.Path))
        {
            if (IdxFiles.Find(selection.Path, selection.Part) is { } pair)
                IdxFiles.Read(pair, classes, shape, result);
            else
                ImageFiles.ReadFolders(selection, classes, shape, result);
        }
        else if (selection.Path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && File.Exists(selection.Path))
        {
            ImageFiles.ReadIndex(selection, classes, shape, result);
        }
        else
        {
            throw new DataException(
                $"{selection.Path}: nothing there that can be read; expected a folder with one folder of images a class, a folder with idx files, or an index (.csv)", true);
        }

        if (result._images.Count == 0)
        {
            string left = result._left.Count == 0 ? "" : $" (left out as unknown: {string.Join(", ", result._left.Keys)})";
            string known = classes is null ? "" : $" of a class the network knows, {string.Join(", ", classes)}";
            throw new DataException($"{selection.Path}: no picture{known}{left}");
        }

        if (selection.Samples is { } samples)
            result.Keep(SampleChoice.Of([.. result._images.Select(image => image.Label)], samples, selection.Seed, selection.Path));
        return result;
    }

    private void Keep(int[] chosen)
    {
        LabelledImage[] kept = [.. chosen.Select(index => _images[index])];
        _images.Clear();
        _images.AddRange(kept);
    }

    /// <summary>Whether a picture with this label is left out; counts it then.</summary>
    public bool LeavesOut(int label, string name)
    {
        bool leaves = label < 0 && _needsLabels;
        if (leaves)
            _left[name] = _left.GetValueOrDefault(name) + 1;
        return leaves;
    }

    /// <summary>Adds a picture.</summary>
    public void Add(LabelledImage image) => _images.Add(image);
}

/// <summary>One labelled picture.</summary>
/// <param name="Pixels">Height × width × channels bytes.</param>
/// <param name="Label">Class index; −1: none, or of a class the network does not know.</param>
/// <param name="Source">The place it comes from, as far as the data say.</param>
/// <param name="Group">What it has in common with pictures that depend on it: its track; null where the data do not say.</param>
internal sealed record LabelledImage(byte[] Pixels, int Label, string Source, string? Group = null);
