using Inference;
using Inference.Format;

namespace Optimizers.Chains.Towers;

/// <summary>A tower as a network of one stage that the engine runs as it is.</summary>
public static class TowerExport
{
    /// <summary>The definition: layers that make r_0, then the tower, signs and a linear exit. Sleeping layers are left out, since they pass on what they take.</summary>
    /// <param name="tower">Copied.</param>
    /// <param name="input">The picture.</param>
    /// <param name="before">From the picture to values of one place and Width channels.</param>
    /// <param name="classes">Their names.</param>
    /// <param name="name">The network's.</param>
    /// <exception cref="ArgumentException">Another number of classes than the tower has.</exception>
    public static NetworkDefinition Of(
        Tower tower, InputShape input, IReadOnlyList<LayerDefinition> before, IReadOnlyList<string> classes, string name)
    {
        ArgumentNullException.ThrowIfNull(tower);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(classes);
        TowerShape shape = tower.Shape;
        if (classes.Count != shape.Classes)
            throw new ArgumentException($"found {classes.Count} classes, expected {shape.Classes}", nameof(classes));
        List<LayerDefinition> layers = [.. before];
        for (int l = 0; l < tower.Layers; l++)
        {
            if (tower[l].Gate != 0)
                layers.Add(Layer(tower[l], shape.Width));
        }

        layers.Add(new SignDefinition(new short[shape.Width], new bool[shape.Width]));
        return new NetworkDefinition(
            name, input, classes, [new StageDefinition(layers, Exit(tower))], ExitPolicyKind.Top1, new Dictionary<string, string>());
    }

    private static BinaryResidualDefinition Layer(TowerLayer layer, int width)
    {
        int[] gates = new int[width];
        Array.Fill(gates, layer.Gate);
        return new BinaryResidualDefinition(1, width, width, new short[width], layer.Rows.ToArray(), gates, new int[width], 0);
    }

    /// <summary>The exit reads a sign as ±256: weights ±LogitScale and a shift of 8 give m·LogitScale.</summary>
    private static LinearExitDefinition Exit(Tower tower)
    {
        TowerShape shape = tower.Shape;
        short[] weights = new short[shape.Classes * shape.Width];
        for (int i = 0; i < weights.Length; i++)
        {
            int c = i % shape.Width;
            bool isNegative = (tower.ExitRow(i / shape.Width)[c >> 6] >> c & 1) != 0;
            weights[i] = (short)(isNegative ? -shape.LogitScale : shape.LogitScale);
        }

        return new LinearExitDefinition(1, new short[shape.Width], weights, new int[shape.Classes], 8, 0);
    }
}
