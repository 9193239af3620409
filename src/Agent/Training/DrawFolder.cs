using System.Globalization;
using Inference.Format;

namespace Agent.Training;

/// <summary>A folder of draws, <c>0001.safetensors</c> and on, whose average <c>vigie eval</c> takes.</summary>
internal static class DrawFolder
{
    /// <summary>Writes draws over those of an earlier run; what that one has more of is removed, since it would be averaged with these.</summary>
    /// <param name="folder">Made where it is not there.</param>
    /// <param name="draws">In order.</param>
    /// <returns>How many.</returns>
    public static int Write(string folder, IEnumerable<NetworkDefinition> draws)
    {
        Directory.CreateDirectory(folder);
        int count = 0;
        foreach (NetworkDefinition draw in draws)
            SafeFile.Write(PathOf(folder, ++count), stream => ModelFile.Write(draw, stream));
        for (int old = count + 1; File.Exists(PathOf(folder, old)); old++)
            File.Delete(PathOf(folder, old));
        return count;
    }

    private static string PathOf(string folder, int number) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{number:D4}.safetensors"));
}
