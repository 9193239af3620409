using Inference;

namespace Agent.Training;

/// <summary>Labelled pictures brought to the shape of a network's input.</summary>
internal sealed class LabelledImages
{
    private readonly List<LabelledImage> _images = [];
    private readonly SortedDictionary<string, int> _left = new(StringComparer.Ordinal);

    /// <summary>What was read.</summary>
    public IReadOnlyList<LabelledImage> Images => _images;

    /// <summary>Pictures left out, by the name of their class, which the network does not know.</summary>
    public IReadOnlyDictionary<string, int> UnknownClasses => _left;

    /// <summary>Files that could not be read as pictures, each with the reason.</summary>
    public List<string> Damaged { get; } = [];

    /// <summary>Reads everything at a path.</summary>
    /// <param name="selection">The path, and which of its pictures.</param>
    /// <param name="classes">Class names of the network; null: any class will do, and labels mean nothing.</param>
    /// <param name="shape">Input of the network; one channel.</param>
    /// <exception cref="DataException">Nothing there, or nothing that can be used.</exception>
    public static LabelledImages Read(DataSelection selection, IReadOnlyList<string>? classes, InputShape shape)
    {
        if (shape.Channels != 1)
            throw new DataException($"found a network for pictures of {shape.Channels} channels, expected 1 (luma): colour data are not built yet");
        LabelledImages result = new();
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

        return result;
    }

    /// <summary>Adds a picture whose class is known.</summary>
    public void Add(LabelledImage image) => _images.Add(image);

    /// <summary>Counts a picture whose class is not known.</summary>
    public void LeaveOut(string name) => _left[name] = _left.GetValueOrDefault(name) + 1;
}

/// <summary>One labelled picture.</summary>
/// <param name="Pixels">Height × width bytes.</param>
/// <param name="Label">Class index.</param>
/// <param name="Source">The place it comes from, as far as the data say.</param>
internal sealed record LabelledImage(byte[] Pixels, int Label, string Source);
