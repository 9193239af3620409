using Agent.Training;
using Inference;

namespace Benchmarks.Shifts;

/// <summary>
/// Shift (b): a network trained on an index and on usual simulated crops, put into simulated places that are night, rain, tilted, or of other clothing and vehicles.
/// Labels are drawn from the first part of a recording, pictures asked are of the second; old places and anchors are those of the index.
/// </summary>
internal static class SimulatedShifts
{
    /// <summary>The places by name; a recording has no end of its own.</summary>
    public static IReadOnlyDictionary<string, string> Places { get; } = new Dictionary<string, string>
    {
        ["night"] = "sim:?seed=112&layout=street&light=night&noise=1.5&objects=10&distractors=30&wind=5",
        ["rain"] = "sim:?seed=113&layout=street&rain=500&objects=10&distractors=20&wind=4",
        ["tilted"] = "sim:?seed=109&layout=yard&tilt=12&objects=10&distractors=20&wind=4",
        ["other"] = "sim:?seed=104&layout=yard&looks=other&objects=10&distractors=20&wind=4",
    };

    /// <summary>Reads the places.</summary>
    /// <param name="data">Folder that <see cref="SimulatedCrops"/> wrote.</param>
    /// <param name="networks">Folder with <c>all.safetensors</c> and <c>sim-PLACE.safetensors</c>.</param>
    /// <param name="only">One place only; null: all.</param>
    /// <exception cref="DataException">Crops or a network are missing, or no such place.</exception>
    public static IEnumerable<Shift> Read(string data, string networks, string? only)
    {
        string[] wanted = [.. Places.Keys.Where(place => only is null || place == only)];
        if (wanted.Length == 0)
            throw new DataException($"--only: found {only}, expected one of {string.Join(", ", Places.Keys)}");
        foreach (string place in wanted)
        {
            string index = SimulatedCrops.Index(data, place);
            if (!File.Exists(index))
                throw new DataException($"{index}: not there; make it with: bench -- shifts write-simulated --data INDEX --out {data}", true);
            Network before = PlaceShifts.Trained(networks, "all", index, place), with = PlaceShifts.Trained(networks, "sim-" + place, index, null);
            yield return PlaceShifts.Of(place, before, with, index);
        }
    }
}
