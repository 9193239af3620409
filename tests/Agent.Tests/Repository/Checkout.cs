namespace Agent.Tests.Repository;

/// <summary>Finds the checkout the tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find("Agent.sln");

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
