using Agent.Import;
using Agent.Import.Graphs;
using Agent.Import.Onnx;
using Google.Protobuf;
using Inference;
using Inference.Format;
using Microsoft.ML.OnnxRuntime;

namespace Agent.Tests.Import;

/// <summary>Runs a model here and in ONNX Runtime on the same pictures.</summary>
internal static class Peer
{
    private static readonly string? Missing = WhyMissing();

    /// <summary>Logits of every exit, in ONNX's order of outputs, here and there.</summary>
    /// <param name="model">Its outputs are the exits in the order of their depth.</param>
    /// <param name="target">The arithmetic here.</param>
    /// <param name="pixels">How bytes become floats; null: 0 to 1.</param>
    /// <param name="pictures">How many random pictures.</param>
    public static List<(float[] Found, float[] Expected)> Run(
        ModelProto model, Target target, PixelScaling? pixels = null, int pictures = 4)
    {
        SkipWhereMissing();
        pixels ??= PixelScaling.Unit;
        ImportedNetwork imported = Import(model, target, pixels);
        Network network = Reread(imported.Definition);
        Workspace workspace = network.CreateWorkspace();
        Picture scaling = pixels.For(network.Input.Channels, "test");
        using SessionOptions options = new() { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL, IntraOpNumThreads = 1 };
        using InferenceSession session = new(model.ToByteArray(), options);
        List<(float[], float[])> pairs = [];
        foreach (byte[] picture in Pictures(network.Input, pictures))
        {
            float[][] expected = Outputs(session, network.Input, Planar(picture, network.Input, scaling));
            Assert.Equal(expected.Length, network.Stages.Count);
            for (int exit = 1; exit <= expected.Length; exit++)
            {
                network.RunTo(picture, workspace, exit);
                pairs.Add(([.. workspace.Logits.Select(logit => logit / 65536f)], expected[exit - 1]));
            }
        }

        return pairs;
    }

    public static void SkipWhereMissing() => Assert.SkipWhen(Missing is not null, Missing ?? "");

    public static ImportedNetwork Import(ModelProto model, Target target, PixelScaling? pixels = null, params string[] exits) =>
        Importer.Import(
            model,
            new ImportOptions("test", exits, target, [], pixels ?? PixelScaling.Unit),
            shape => [.. Pictures(shape, 32)],
            CancellationToken.None);

    /// <summary>Logits within a relative error of the largest, and the last place of a logit.</summary>
    public static void AssertClose(IEnumerable<(float[] Found, float[] Expected)> pairs, double relative)
    {
        double largest = 0;
        foreach ((float[] found, float[] expected) in pairs)
        {
            Assert.Equal(expected.Length, found.Length);
            double most = expected.Max(MathF.Abs), tolerance = relative * most + 1 / 65536.0;
            for (int k = 0; k < found.Length; k++)
            {
                Assert.InRange(found[k], expected[k] - tolerance, expected[k] + tolerance);
                largest = Math.Max(largest, Math.Abs(found[k] - expected[k]) / Math.Max(most, 1));
            }
        }

        TestContext.Current.SendDiagnosticMessage($"largest error {largest:E1} of the largest logit, at least of 1");
    }

    /// <summary>Seeded pictures; the first two are black and white.</summary>
    public static IEnumerable<byte[]> Pictures(InputShape shape, int count)
    {
        Random random = new(7);
        for (int i = 0; i < count; i++)
        {
            byte[] picture = new byte[shape.Height * shape.Width * shape.Channels];
            random.NextBytes(picture);
            if (i < 2)
                Array.Fill(picture, (byte)(i * 255));
            yield return picture;
        }
    }

    /// <summary>Written to a file and read again, so that the file holds all there is.</summary>
    private static Network Reread(NetworkDefinition definition)
    {
        using MemoryStream file = new();
        ModelFile.Write(definition, file);
        return Network.Read(file.ToArray(), "test");
    }

    private static float[][] Outputs(InferenceSession session, InputShape shape, float[] input)
    {
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(input, [1, shape.Channels, shape.Height, shape.Width]);
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, [Sketch.Input], [value], session.OutputNames);
        return [.. results.Select(result => result.GetTensorDataAsSpan<float>().ToArray())];
    }

    private static float[] Planar(byte[] picture, InputShape shape, Picture scaling)
    {
        float[] planes = new float[picture.Length];
        int pixels = shape.Height * shape.Width;
        for (int i = 0; i < planes.Length; i++)
        {
            int c = i / pixels;
            planes[i] = picture[i % pixels * shape.Channels + c] * scaling.Factors[c] + scaling.Offsets[c];
        }

        return planes;
    }

    private static string? WhyMissing()
    {
        try
        {
            using SessionOptions options = new();
            return null;
        }
        catch (Exception fault) when (fault is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException)
        {
            return $"ONNX Runtime does not load here: {fault.Message}";
        }
    }
}
