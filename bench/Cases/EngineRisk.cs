using Benchmarks.Racing;
using Inference;
using Inference.Exits;
using Inference.Format;
using Inference.Kernels;
using Inference.Layers;
using Optimizers.Chains.Stages;
using Optimizers.Chains.Stages.Sliced;

namespace Benchmarks.Cases;

/// <summary>R_n as the engine gives it: some layers and an exit over all samples, and the losses of their logits. What a chain without increments would pay a move.</summary>
/// <remarks>As good as the engine can: no softmax, no early heads, and the losses eight samples at a time.</remarks>
internal sealed class EngineRisk
{
    private readonly ILayer[] _layers;
    private readonly IExit _exit;
    private readonly Workspace _workspace;
    private readonly Action<int> _load;
    private readonly byte[] _labels;
    private readonly int[] _logits;
    private readonly byte[] _batch = new byte[LossBatch.Size];
    private readonly int[] _losses = new int[LossBatch.Size];
    private int _next;

    private EngineRisk(ILayer[] layers, IExit exit, Workspace workspace, Action<int> load, byte[] labels)
    {
        (_layers, _exit, _workspace, _load, _labels) = (layers, exit, workspace, load, labels);
        _logits = new int[workspace.Logits.Length * LossBatch.Size];
    }

    /// <summary>Multiply-accumulates of one sample.</summary>
    public long Macs => _layers.Sum(layer => layer.Macs) + _exit.Macs;

    /// <summary>The whole network, from pictures to its last exit.</summary>
    public static EngineRisk Whole(Network network, byte[][] pictures, byte[] labels)
    {
        Workspace workspace = network.CreateWorkspace();
        ILayer[] layers = [.. network.Stages.SelectMany(stage => stage.Layers.ToArray())];
        return new(layers, network.Stages[^1].Exit, workspace, i => network.Load(pictures[i], workspace), labels);
    }

    /// <summary>The last layer and its exit.</summary>
    /// <param name="definition">The network.</param>
    /// <param name="kernels">What it runs on.</param>
    /// <param name="map">What the last layer reads.</param>
    /// <param name="maps"><c>[samples]</c> of such maps, in the engine's layout.</param>
    /// <param name="labels"><c>[samples]</c>.</param>
    /// <typeparam name="T">16-bit values, or words of bits.</typeparam>
    public static EngineRisk LastLayer<T>(NetworkDefinition definition, KernelSet kernels, FeatureMap map, T[] maps, byte[] labels)
        where T : unmanaged
    {
        StageDefinition last = definition.Stages[^1];
        WorkspacePlan plan = new() { Classes = definition.Classes.Count, Pixels = 1 };
        Activation input = plan.Reserve(map);
        ILayerCatalog catalog = kernels.Layers;
        ILayer layer = catalog.Layer(last.Layers[^1], new LayerSite("bench", input, plan, []));
        IExit exit = catalog.Exit(last.Exit, definition.Classes.Count, new LayerSite("bench", layer.Output, plan, []));
        Workspace workspace = new(null, plan);
        int length = maps.Length / labels.Length;
        return new([layer], exit, workspace, i => maps.AsSpan(i * length, length).CopyTo(workspace.Scratch<T>(input)), labels);
    }

    /// <summary>R_n over all samples, in 1/65536.</summary>
    public long Run()
    {
        long risk = 0;
        for (int first = 0; first < _labels.Length; first += LossBatch.Size)
            risk += RunBatch(first);
        return risk;
    }

    /// <summary>A contender that takes some samples at a time, so that no timing is long, and whose time is that of all.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="samples">How many at a time; divides the samples and is a multiple of eight.</param>
    public Contender Contender(string name, int samples) => new(
        name,
        () =>
        {
            for (int i = 0; i < samples; i += LossBatch.Size)
                RunBatch(_next + i);
            _next = (_next + samples) % _labels.Length;
        },
        samples / (double)_labels.Length);

    private long RunBatch(int first)
    {
        int count = Math.Min(LossBatch.Size, _labels.Length - first);
        for (int i = 0; i < count; i++)
            RunSample(first + i, i);
        LossBatch.Fill(LossKind.CrossEntropy, _logits, _batch, 1, _losses);
        long risk = 0;
        for (int i = 0; i < count; i++)
            risk += _losses[i];
        return risk;
    }

    private void RunSample(int sample, int place)
    {
        _load(sample);
        foreach (ILayer layer in _layers)
            layer.Run(_workspace);
        _exit.Run(_workspace);
        ReadOnlySpan<int> logits = _workspace.Logits;
        for (int k = 0; k < logits.Length; k++)
            _logits[(k * LossBatch.Size) + place] = logits[k];
        _batch[place] = _labels[sample];
    }
}
