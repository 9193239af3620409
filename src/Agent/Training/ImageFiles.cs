using Inference;
using Inference.Gating;
using Sensors;
using Sensors.Cameras;
using Sensors.Imaging;

namespace Agent.Training;

/// <summary>Labelled image files: one folder a class, or an index that names each file's class.</summary>
internal static class ImageFiles
{
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".bmp"];

    /// <summary>Reads every image under each class folder, in order of names; without classes, every image under the folder.</summary>
    public static void ReadFolders(DataSelection selection, IReadOnlyList<string>? classes, InputShape shape, LabelledImages into)
    {
        if (selection.Part is not null || selection.OnlySource is not null || selection.ExceptSources.Count > 0)
            throw new DataException($"{selection.Path}: --part and sources need an index (.csv) or idx files; found a folder of folders, which says nothing about them");
        Frame frame = new();
        string[] folders = classes is null ? [selection.Path] : [.. Directory.GetDirectories(selection.Path).Order(StringComparer.Ordinal)];
        foreach (string folder in folders)
        {
            string name = Path.GetFileName(folder);
            int label = IndexOf(classes, name);
            foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                if (Endings.Contains(Path.GetExtension(file).ToLowerInvariant()))
                    Add(file, label, name, name, shape, frame, into);
            }
        }
    }

    /// <summary>Reads the images of an index: CSV with a header naming the columns class, file and, if there are any, part and source.</summary>
    /// <remarks>Files are relative to the folder of the index. No quoting: none of the fields may hold a comma.</remarks>
    public static void ReadIndex(DataSelection selection, IReadOnlyList<string>? classes, InputShape shape, LabelledImages into)
    {
        string[] lines = File.ReadAllLines(selection.Path);
        string[] header = lines.Length == 0 ? [] : lines[0].Split(',');
        int kind = Column(header, "class", selection.Path), path = Column(header, "file", selection.Path);
        int part = Array.IndexOf(header, "part"), source = Array.IndexOf(header, "source");
        if ((selection.Part is not null && part < 0) || ((selection.OnlySource ?? selection.ExceptSources.FirstOrDefault()) is not null && source < 0))
            throw new DataException($"{selection.Path}: found columns {string.Join(", ", header)}, expected also part and source to choose by them");
        string root = Path.GetDirectoryName(Path.GetFullPath(selection.Path))!;
        Frame frame = new();
        for (int i = 1; i < lines.Length; i++)
        {
            string[] fields = lines[i].Split(',');
            if (fields.Length != header.Length)
                throw new DataException($"{selection.Path} line {i + 1}: found {fields.Length} fields, expected {header.Length}");
            string from = source < 0 ? "index" : fields[source];
            if ((selection.Part is not null && fields[part] != selection.Part) || selection.ExceptSources.Contains(from)
                || (selection.OnlySource is not null && from != selection.OnlySource))
                continue;
            Add(Path.Combine(root, fields[path]), IndexOf(classes, fields[kind]), fields[kind], from, shape, frame, into);
        }
    }

    private static void Add(string file, int label, string name, string source, InputShape shape, Frame frame, LabelledImages into)
    {
        if (label < 0)
        {
            into.LeaveOut(name);
            return;
        }

        try
        {
            ImageFile.Read(file, frame);
        }
        catch (CameraException fault)
        {
            into.Damaged.Add($"{file}: {fault.Message}");
            return;
        }

        byte[] pixels = new byte[shape.Height * shape.Width];
        if (frame.Height == shape.Height && frame.Width == shape.Width)
        {
            frame.Luma.CopyTo(pixels);
        }
        else
        {
            // The whole picture, stretched: the agent cuts its crops so (docs/gate-and-tracker.md).
            Resampler.Crop(frame.Luma, frame.Width, frame.Height, 0, 0, frame.Width, frame.Height, pixels, shape.Width, shape.Height);
        }

        into.Add(new LabelledImage(pixels, label, source));
    }

    private static int Column(string[] header, string name, string path)
    {
        int column = Array.IndexOf(header, name);
        return column >= 0 ? column : throw new DataException($"{path}: found columns {string.Join(", ", header)}, expected one named {name}");
    }

    private static int IndexOf(IReadOnlyList<string>? classes, string name)
    {
        for (int i = 0; i < classes?.Count; i++)
        {
            if (classes[i] == name)
                return i;
        }

        return classes is null ? 0 : -1;
    }
}
