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
                    Add(file, new Origin(name, name, null), label, shape, frame, into);
            }
        }
    }

    /// <summary>Reads the images of an index: CSV with a header naming the columns class, file and, if there are any, part, source and track (empty: none).</summary>
    /// <remarks>Files are relative to the folder of the index. No quoting: none of the fields may hold a comma.</remarks>
    public static void ReadIndex(DataSelection selection, IReadOnlyList<string>? classes, InputShape shape, LabelledImages into)
    {
        string[] lines = File.ReadAllLines(selection.Path);
        string[] header = lines.Length == 0 ? [] : lines[0].Split(',');
        int kind = Column(header, "class", selection.Path), path = Column(header, "file", selection.Path);
        int part = Array.IndexOf(header, "part"), source = Array.IndexOf(header, "source"), group = Array.IndexOf(header, "track");
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
            Origin origin = new(fields[kind], from, group < 0 || fields[group].Length == 0 ? null : fields[group]);
            Add(Path.Combine(root, fields[path]), origin, IndexOf(classes, origin.Class), shape, frame, into);
        }
    }

    private static void Add(string file, in Origin image, int label, InputShape shape, Frame frame, LabelledImages into)
    {
        if (into.LeavesOut(label, image.Class))
            return;

        try
        {
            byte[] pixels = shape.Channels == 3 ? Color(file, shape) : Luma(file, shape, frame);
            into.Add(new LabelledImage(pixels, label, image.Source, image.Group));
        }
        catch (CameraException fault)
        {
            into.Damaged.Add($"{file}: {fault.Message}");
        }
    }

    private static byte[] Luma(string file, InputShape shape, Frame frame)
    {
        ImageFile.Read(file, frame);
        byte[] pixels = new byte[shape.Length];
        Fit(frame.Luma, frame.Width, frame.Height, pixels, shape);
        return pixels;
    }

    private static byte[] Color(string file, InputShape shape)
    {
        ColorPicture picture = ImageFile.ReadColor(file);
        if (picture.Height == shape.Height && picture.Width == shape.Width)
            return picture.Pixels;
        byte[] pixels = new byte[shape.Length];
        byte[] plane = new byte[picture.Height * picture.Width], fitted = new byte[shape.Height * shape.Width];
        for (int c = 0; c < 3; c++)
        {
            for (int i = 0; i < plane.Length; i++)
                plane[i] = picture.Pixels[(3 * i) + c];
            Fit(plane, picture.Width, picture.Height, fitted, shape);
            for (int i = 0; i < fitted.Length; i++)
                pixels[(3 * i) + c] = fitted[i];
        }

        return pixels;
    }

    /// <summary>The whole plane, stretched where it must be: the agent cuts its crops so (docs/gate-and-tracker.md).</summary>
    private static void Fit(ReadOnlySpan<byte> plane, int width, int height, Span<byte> fitted, InputShape shape)
    {
        if (height == shape.Height && width == shape.Width)
            plane.CopyTo(fitted);
        else
            Resampler.Crop(plane, width, height, 0, 0, width, height, fitted, shape.Width, shape.Height);
    }

    /// <summary>What the data say of a file.</summary>
    private readonly record struct Origin(string Class, string Source, string? Group);

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

        return -1;
    }
}
