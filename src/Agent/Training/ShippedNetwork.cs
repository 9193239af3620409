using Inference;

namespace Agent.Training;

/// <summary>The network inside the executable.</summary>
internal static class ShippedNetwork
{
    private const string Resource = "lookout.safetensors";

    /// <summary>Reads a model file, or the network inside the executable.</summary>
    /// <param name="path">The file; null for the shipped network.</param>
    /// <exception cref="Inference.Format.ModelFormatException">Not a model file that can be used.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Network Read(string? path)
    {
        if (path is not null)
            return Network.Read(path);
        using Stream stream = typeof(ShippedNetwork).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"built without {Resource}");
        byte[] file = new byte[stream.Length];
        stream.ReadExactly(file);
        return Network.Read(file, Resource);
    }
}
