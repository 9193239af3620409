using Inference;

namespace Optimizers.Chains.Heads;

/// <summary>Maps inside a network, as its own engine computes them.</summary>
public static class StageMaps
{
    /// <summary>Reads maps that lie one after the other; they are copied.</summary>
    /// <param name="maps"><c>[samples][length]</c>.</param>
    /// <param name="samples">How many.</param>
    /// <param name="length">Values of a map.</param>
    /// <exception cref="ArgumentException">Another number of values.</exception>
    internal static MapReader Reader(ReadOnlySpan<short> maps, int samples, int length)
    {
        if (maps.Length != (long)samples * length)
            throw new ArgumentException($"found {maps.Length} numbers of maps, expected {samples} × {length}", nameof(maps));
        short[] all = maps.ToArray();
        return (sample, map) => all.AsSpan(sample * length, length).CopyTo(map);
    }

    /// <summary>The maps that the last layer of a stage reads.</summary>
    /// <param name="network">Runs here; a workspace of its own is made.</param>
    /// <param name="stage">From 1.</param>
    /// <param name="pictures">Of the network's input size.</param>
    /// <returns><c>[pictures][Height][Width][Channels]</c>, 256 = 1.0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such stage.</exception>
    /// <exception cref="ArgumentException">That map is not one of 16-bit values; or a picture of another size.</exception>
    public static short[] BeforeLast(Network network, int stage, IReadOnlyList<byte[]> pictures)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(stage, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stage, network.Stages.Count);
        int layers = network.Definition.Stages.Take(stage).Sum(one => one.Layers.Count) - 1;
        NetworkStep[] steps = [.. network.Steps().Where(step => step.Exit == 0).Take(layers)];
        if (steps.Length == 0 || steps[^1].Output is not { Kind: FeatureKind.Values } map)
            throw new ArgumentException($"stage {stage} of {network.Definition.Name}: found no map of 16-bit values before its last layer, expected one", nameof(stage));
        short[] maps = new short[pictures.Count * map.Elements];
        Workspace workspace = network.CreateWorkspace();
        for (int i = 0; i < pictures.Count; i++)
        {
            network.Load(pictures[i], workspace);
            foreach (NetworkStep step in steps)
                step.Run(workspace);
            steps[^1].Values(workspace)[..map.Elements].CopyTo(maps.AsSpan(i * map.Elements));
        }

        return maps;
    }
}
