using Agent.Training;
using Inference;

namespace Benchmarks.Shifts;

/// <summary>
/// Shift (a): a network trained without one place of an index, put there. Labels are drawn from the train part of the place, pictures asked are of the test part;
/// anchors are of the train part of the others, which the network was trained on.
/// </summary>
internal static class PlaceShifts
{
    /// <summary>Seeds the choice of anchors, which no repeat changes.</summary>
    private const ulong AnchorSeed = 1;
    private const int Anchors = 800;
    private static readonly string[] Places = ["highway_cdnet", "highway2_aton", "onebyone_intel"];

    /// <summary>Reads the places.</summary>
    /// <param name="data">The index.</param>
    /// <param name="networks">Folder with <c>all.safetensors</c> and one file a place, by the place left out.</param>
    /// <param name="only">One place only; null: all.</param>
    /// <exception cref="DataException">A network is missing, or no such place.</exception>
    public static IEnumerable<Shift> Read(string data, string networks, string? only)
    {
        string[] wanted = [.. Places.Where(place => only is null || place == only)];
        if (wanted.Length == 0)
            throw new DataException($"--only: found {only}, expected one of {string.Join(", ", Places)}");
        Network with = Trained(networks, "all", data, null);
        foreach (string place in wanted)
            yield return Of(place, Trained(networks, place, data, place), with, data);
    }

    /// <summary>A place of an index against the others there.</summary>
    /// <param name="place">Its source.</param>
    /// <param name="before">Trained without it.</param>
    /// <param name="with">Trained with it.</param>
    /// <param name="data">The index.</param>
    public static Shift Of(string place, Network before, Network with, string data) => new(
        place, before, with,
        Pictures(before, new DataSelection(data, "train", place, [])),
        Pictures(before, new DataSelection(data, "test", place, [])),
        Pictures(before, new DataSelection(data, "test", null, [place])),
        Pictures(before, new DataSelection(data, "train", null, [place], Anchors, AnchorSeed)));

    /// <summary>Reads a network of a folder.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="name">Of the file, without ending.</param>
    /// <param name="data">The index it is trained on.</param>
    /// <param name="without">The source it is trained without; null: with all.</param>
    /// <exception cref="DataException">Not there; says by which command it is made.</exception>
    public static Network Trained(string folder, string name, string data, string? without)
    {
        string path = Path.Combine(folder, name + ".safetensors");
        if (File.Exists(path))
            return Network.Read(path);
        string except = without is null ? "" : $" --except-source {without}";
        throw new DataException(
            $"{path}: not there; make it with: VIGIE_JPEG=managed vigie train --data {data} --part train{except} --recipe models/recipes/lookout.json --steps 2500 --out {path}", true);
    }

    private static IReadOnlyList<LabelledImage> Pictures(Network network, DataSelection selection) =>
        LabelledImages.Read(selection, network.Classes, network.Input).Images;
}
