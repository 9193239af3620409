using Google.Protobuf;

namespace Agent.Import.Onnx;

/// <summary>Reads the file of an ONNX model and checks what holds for all of it.</summary>
internal static class OnnxFile
{
    /// <summary>Operator sets whose meaning this program knows; 7 brought today's broadcasting.</summary>
    private const long OldestOperators = 7;
    private const long NewestOperators = 24;

    /// <summary>protobuf cannot hold more.</summary>
    private const long LongestFile = int.MaxValue;

    /// <summary>Reads a file.</summary>
    /// <exception cref="ImportException">Not an ONNX model, or one of operators this program does not know.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ModelProto Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > LongestFile)
            throw new ImportException(path, $"{stream.Length} bytes", $"at most {LongestFile}");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Parse(bytes, path);
    }

    /// <summary>Reads a model from memory.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What to call it in faults.</param>
    /// <exception cref="ImportException">Not an ONNX model, or one of operators this program does not know.</exception>
    public static ModelProto Parse(byte[] bytes, string name)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException fault)
        {
            throw new ImportException(
                name,
                $"{bytes.Length} bytes that are no protobuf message ({fault.Message})",
                "an ONNX model; is the file cut short?");
        }

        if (model.Graph is null || model.Graph.Node.Count == 0)
            throw new ImportException(name, "no graph with nodes", "an ONNX model");
        CheckOperators(model, name);
        return model;
    }

    private static void CheckOperators(ModelProto model, string name)
    {
        long version = 0;
        foreach (OperatorSetIdProto set in model.OpsetImport)
        {
            if (set.Domain is "" or "ai.onnx")
                version = set.Version;
        }

        if (version is < OldestOperators or > NewestOperators)
            throw new ImportException(
                name,
                $"operator set {version}",
                $"{OldestOperators} to {NewestOperators}: export the model with such an opset");
    }
}
