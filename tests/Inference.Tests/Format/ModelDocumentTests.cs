using System.Globalization;

namespace Inference.Tests.Format;

/// <summary>docs/model-format.md against the code: its hex dump is a file.</summary>
public sealed class ModelDocumentTests
{
    [Fact]
    public void The_hex_dump_is_the_smallest_file()
    {
        string[] lines = File.ReadAllText(Find("docs/model-format.md")).Split("```hex\n")[1].Split("\n```")[0].Split('\n');
        List<byte> bytes = [];
        foreach (string line in lines)
        {
            Assert.Equal(bytes.Count, int.Parse(line[..4], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            string digits = line[6..Math.Min(line.Length, 53)].Replace(" ", "", StringComparison.Ordinal);
            bytes.AddRange(Convert.FromHexString(digits));
        }

        byte[] file = [.. bytes];
        Assert.Equal(file, Samples.File(Samples.Smallest()));
        Network network = Network.Read(file, "docs/model-format.md");
        Workspace workspace = network.CreateWorkspace();
        Assert.Equal("dark", network.Classes[network.Run([0], workspace).Class]);
        Assert.Equal("light", network.Classes[network.Run([255], workspace).Class]);
    }

    private static string Find(string path)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, path)))
                return Path.Combine(folder.FullName, path);
        }

        throw new InvalidOperationException($"no folder above {AppContext.BaseDirectory} holds {path}");
    }
}
