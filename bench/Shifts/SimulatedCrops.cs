using System.Globalization;
using Agent.Diagnostics;
using Agent.Pipeline;
using Agent.Tracking;
using Agent.Training;
using Inference;
using Sensors.Simulation;
using StbImageWriteSharp;

namespace Benchmarks.Shifts;

/// <summary>
/// What a board would look at in a simulated place, with the truth: crops as <see cref="TrackCrops"/> has them, of the shipped network, each with the class of what
/// its box overlaps (<see cref="SceneTruth.Overlap"/>), or <c>nothing</c>. Left out is what nobody could label: boxes that hold less than half of an object, or objects of both
/// classes; and of a track all but <see cref="MostOfTrack"/> crops, half a second apart.
/// </summary>
internal sealed class SimulatedCrops
{
    private const string Header = "part,class,file,source,frame,x,y,w,h,track";

    /// <summary>Between the parts, so that no object is in both.</summary>
    private const double GapMinutes = 1;

    private readonly string _folder;
    private readonly string _place;
    private readonly Network _network;
    private const int MostOfTrack = 4;

    private readonly Dictionary<long, (string Part, int Crops, long Last)> _tracks = [];
    private readonly List<string> _rows = [];

    private SimulatedCrops(string folder, string place, Network network) => (_folder, _place, _network) = (folder, place, network);

    /// <summary>The index of a place in a folder: its crops and the rows of the old places.</summary>
    public static string Index(string folder, string place) => Path.Combine(folder, place + ".csv");

    /// <summary>Writes crops and index of each place.</summary>
    /// <param name="old">Index of the old places, whose rows are taken over.</param>
    /// <param name="folder">Folder to write to.</param>
    /// <param name="minutes">Of each part, train and test.</param>
    /// <param name="only">One place only; null: all.</param>
    public static void Write(string old, string folder, double minutes, string? only)
    {
        Network network = ShippedNetwork.Read(null);
        string[] rows = [.. OldRows(old, folder)];
        foreach ((string place, string uri) in SimulatedShifts.Places.Where(one => only is null || one.Key == only))
        {
            SimulatedCrops crops = new(folder, place, network);
            crops.Watch(uri, minutes);
            File.WriteAllLines(Index(folder, place), [Header, .. rows, .. crops._rows]);
            var counts = crops._rows.Select(row => row.Split(',')).GroupBy(row => (Part: row[0], Class: row[1])).OrderBy(group => group.Key);
            string all = string.Join(", ", counts.Select(group => $"{group.Key.Part} {group.Key.Class} {group.Count()} of {group.Select(row => row[9]).Distinct().Count()} tracks"));
            Console.WriteLine($"{Index(folder, place)}: {all}; {uri}");
        }
    }

    private void Watch(string uri, double minutes)
    {
        SceneOptions options = SceneOptions.Parse(uri) with { Minutes = (2 * minutes) + GapMinutes };
        foreach (string kind in _network.Classes)
            Directory.CreateDirectory(Path.Combine(_folder, _place, kind));
        using SimulatedCamera camera = new(options);
        long second = options.FrameCount - (long)(minutes * 60 * options.FramesPerSecond), first = (long)(minutes * 60 * options.FramesPerSecond);
        TrackCrops.Read(camera, _network, (crop, decision) =>
        {
            string part = decision.FrameSequence < first ? "train" : decision.FrameSequence >= second ? "test" : "";
            // A track belongs to the part it began in, and what of it lies elsewhere to none.
            if (!_tracks.TryGetValue(decision.TrackId, out (string Part, int Crops, long Last) track))
                track = _tracks[decision.TrackId] = (part, 0, -options.FramesPerSecond);
            if (part.Length == 0 || part != track.Part || track.Crops == MostOfTrack || decision.FrameSequence - track.Last < options.FramesPerSecond / 2
                || Class(decision.Box, camera.Truth) is not { } kind)
                return;
            Keep(crop, decision, part, kind);
            _tracks[decision.TrackId] = (part, track.Crops + 1, decision.FrameSequence);
        }, default);
    }

    private static string? Class(in Box box, ReadOnlySpan<SceneObject> truth)
    {
        string? found = null;
        foreach (SceneObject thing in truth)
        {
            int width = Math.Min(box.X + box.Width, thing.X + thing.Width) - Math.Max(box.X, thing.X);
            int height = Math.Min(box.Y + box.Height, thing.Y + thing.Height) - Math.Max(box.Y, thing.Y);
            if (width <= 0 || height <= 0)
                continue;
            string name = thing.Class == SceneClass.Person ? "person" : "vehicle";
            if (2 * width * height < thing.Width * thing.Height || SceneTruth.Overlap(box, thing) == 0 || found == (name == "person" ? "vehicle" : "person"))
                return null;
            found = name;
        }

        return found ?? "nothing";
    }

    private void Keep(ReadOnlyMemory<byte> crop, in Decision decision, string part, string kind)
    {
        string file = $"{_place}/{kind}/{decision.FrameSequence:D6}-{decision.TrackId:D5}.png";
        using (FileStream stream = File.Create(Path.Combine(_folder, file)))
            new ImageWriter().WritePng(crop.ToArray(), _network.Input.Width, _network.Input.Height, ColorComponents.Grey, stream);
        Box box = decision.Box;
        _rows.Add(string.Create(
            CultureInfo.InvariantCulture, $"{part},{kind},{file},{_place},{decision.FrameSequence},{box.X},{box.Y},{box.Width},{box.Height},{_place}#{decision.TrackId}"));
    }

    /// <summary>The rows of an index in the columns of ours; what it does not have stays empty.</summary>
    private static IEnumerable<string> OldRows(string old, string folder)
    {
        string[] lines = File.ReadAllLines(old), header = lines[0].Split(',');
        int[] columns = [.. Header.Split(',').Select(name => Array.IndexOf(header, name))];
        string root = Path.GetRelativePath(folder, Path.GetDirectoryName(Path.GetFullPath(old))!);
        foreach (string[] fields in lines.Skip(1).Select(line => line.Split(',')))
        {
            string[] row = [.. columns.Select(column => column < 0 ? "" : fields[column])];
            row[2] = Path.Combine(root, row[2]);
            yield return string.Join(',', row);
        }
    }
}
