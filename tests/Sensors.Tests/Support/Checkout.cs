namespace Sensors.Tests.Support;

/// <summary>Finds the checkout the tests were built from, and the recordings beside it.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find("Agent.sln");

    /// <summary>A recording of ../shared/data/clips; skips the test where that is absent.</summary>
    public static string Clip(string name)
    {
        string path = Path.Combine(Root, "..", "shared", "data", "clips", name);
        Assert.SkipUnless(File.Exists(path), $"{path} is not here");
        return path;
    }

    private static string Find(string marker)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, marker)))
                return folder.FullName;
        }

        throw new InvalidOperationException($"no folder above {AppContext.BaseDirectory} holds {marker}");
    }
}
