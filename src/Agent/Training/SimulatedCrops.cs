using Inference;
using Sensors.Simulation;

namespace Agent.Training;

/// <summary>Which classes of a network the simulator can render.</summary>
internal static class SimulatedCrops
{
    /// <summary>Finds what the simulator puts into a crop of a class.</summary>
    /// <param name="name">Of the class.</param>
    /// <param name="what">Null: nothing but background.</param>
    /// <returns>False where the simulator does not know the class.</returns>
    public static bool Knows(string name, out SceneClass? what)
    {
        what = name switch { "person" => SceneClass.Person, "vehicle" => SceneClass.Vehicle, _ => null };
        return what is not null || name == "nothing";
    }

    /// <summary>Renders crops for a network, of the classes in turn; training renders none of them.</summary>
    /// <param name="network">Takes square luma pictures.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Which; the same on every machine.</param>
    /// <exception cref="DataException">A network for other pictures, or of no class that the simulator knows.</exception>
    public static IEnumerable<(byte[] Picture, int Label)> Render(Network network, int count, ulong seed)
    {
        InputShape input = network.Input;
        if (input.Channels != 1 || input.Height != input.Width || input.Width is < 16 or > 256)
            throw new DataException($"{network.Definition.Name}: found a network for pictures of {input}, expected one for N×N×1, N from 16 to 256, which the simulator renders");
        int[] known = [.. Enumerable.Range(0, network.Classes.Count).Where(label => Knows(network.Classes[label], out _))];
        if (known.Length == 0)
            throw new DataException($"{network.Definition.Name}: found the classes {string.Join(", ", network.Classes)}, expected one that the simulator knows: nothing, person, vehicle");
        return Enumerable.Range(0, count).Select(i =>
        {
            int label = known[i % known.Length];
            _ = Knows(network.Classes[label], out SceneClass? what);
            byte[] picture = new byte[input.Length];
            // Training counts its seeds up from small ones.
            TrainingScenes.Render((1L << 62) | (long)(SplitMix.Mix(seed, (ulong)i) >> 2), what, picture, input.Width);
            return (picture, label);
        });
    }
}
