using System.Globalization;

namespace Sensors.Simulation;

/// <summary>The keys of <see cref="SceneOptions"/> as text, with their ranges.</summary>
internal static class SceneKeys
{
    private static readonly string[] All =
        ["seed", "width", "height", "fps", "minutes", "layout", "light", "noise", "wind", "rain", "objects", "distractors", "tilt", "looks"];

    /// <summary>Sets one option, or adds what is wrong to <paramref name="faults"/> and changes nothing.</summary>
    public static SceneOptions Apply(SceneOptions options, string key, string value, List<string> faults) => key switch
    {
        "seed" => options with { Seed = Whole(key, value, long.MinValue, long.MaxValue, options.Seed, faults) },
        "width" => options with { Width = (int)Whole(key, value, 160, 1920, options.Width, faults) },
        "height" => options with { Height = (int)Whole(key, value, 120, 1080, options.Height, faults) },
        "fps" => options with { FramesPerSecond = (int)Whole(key, value, 1, 60, options.FramesPerSecond, faults) },
        "minutes" => options with { Minutes = Number(key, value, 0, 100000, options.Minutes, faults) },
        "layout" => options with { Layout = Named(key, value, options.Layout, faults) },
        "light" => options with { Light = Named(key, value, options.Light, faults) },
        "noise" => options with { Noise = Number(key, value, 0, 20, options.Noise, faults) },
        "wind" => options with { Wind = Number(key, value, 0, 10, options.Wind, faults) },
        "rain" => options with { Rain = (int)Whole(key, value, 0, 1000, options.Rain, faults) },
        "objects" => options with { ObjectsPerMinute = Number(key, value, 0, 30, options.ObjectsPerMinute, faults) },
        "distractors" => options with { DistractorsPerMinute = Number(key, value, 0, 30, options.DistractorsPerMinute, faults) },
        "tilt" => options with { Tilt = Number(key, value, -20, 20, options.Tilt, faults) },
        "looks" => options with { Looks = Named(key, value, options.Looks, faults) },
        _ => Unknown(options, key, faults),
    };

    private static SceneOptions Unknown(SceneOptions options, string key, List<string> faults)
    {
        faults.Add($"unknown key \"{key}\", expected one of {string.Join(", ", All)}; nearest is \"{Spelling.Nearest(key, All)}\"");
        return options;
    }

    private static long Whole(string key, string value, long least, long most, long otherwise, List<string> faults)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign;
        if (long.TryParse(value, Style, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most)
            return number;
        string nearest = number < least ? $"; nearest is {least}" : number > most ? $"; nearest is {most}" : "";
        faults.Add($"{key}: found \"{value}\", expected a whole number from {least} to {most}{nearest}");
        return otherwise;
    }

    private static double Number(string key, string value, double least, double most, double otherwise, List<string> faults)
    {
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        if (double.TryParse(value, Style, CultureInfo.InvariantCulture, out double number) && number >= least && number <= most)
            return number;
        string nearest = number < least ? $"; nearest is {least}" : number > most ? $"; nearest is {most}" : "";
        faults.Add($"{key}: found \"{value}\", expected a number from {least} to {most}{nearest}");
        return otherwise;
    }

    private static T Named<T>(string key, string value, T otherwise, List<string> faults)
        where T : struct, Enum
    {
        string[] names = Array.ConvertAll(Enum.GetNames<T>(), name => name.ToLowerInvariant());
        int index = Array.IndexOf(names, value);
        if (index >= 0)
            return Enum.GetValues<T>()[index];
        faults.Add($"{key}: found \"{value}\", expected one of {string.Join(", ", names)}; nearest is \"{Spelling.Nearest(value, names)}\"");
        return otherwise;
    }
}
