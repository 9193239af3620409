using Agent.Diagnostics;
using Agent.Options;

namespace Agent.Tests.Options;

public sealed class StateFolderTests
{
    [Theory]
    [InlineData("/given", "/a", "/b", "/c", "/given")]
    [InlineData(null, "/a", "/b", "/c", "/a/home/gate-pi")]
    [InlineData(null, "/a:/z", "/b", "/c", "/a/home/gate-pi")]
    [InlineData(null, "", "/b", "/c", "/b/vigie/home/gate-pi")]
    [InlineData(null, null, "relative", "/c", "/c/.local/state/vigie/home/gate-pi")]
    [InlineData(null, null, null, "/c", "/c/.local/state/vigie/home/gate-pi")]
    public void The_nearest_word_counts(string? given, string? systemd, string? xdg, string? home, string expected)
    {
        Dictionary<string, string?> environment = new() { ["STATE_DIRECTORY"] = systemd, ["XDG_STATE_HOME"] = xdg, ["HOME"] = home };
        Assert.Equal(expected, StateFolder.Of(Options(given), environment.GetValueOrDefault));
    }

    [Fact]
    public void Without_any_it_is_said_how_to_name_one() =>
        Assert.Contains("expected a folder", Assert.Throws<OptionsException>(() => StateFolder.Of(Options(null), _ => null)).Message);

    [Fact]
    public void Check_says_what_is_wrong_with_the_section_and_nothing_where_learning_is_off()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        string file = Path.Combine(folder.FullName, "file");
        File.WriteAllText(file, "");
        AgentOptions options = Options(Path.Combine(file, "below"));
        Assert.Empty(LearningCheck.Run(options, null));
        options.Learning.Enabled = true;
        options.Learning.LabelsFromSimulator = true;
        options.Camera.Uri = "rtsp://yard";
        Assert.Collection(
            LearningCheck.Run(options, null),
            finding => Assert.Equal((Severity.Error, true), (finding.Severity, finding.Found.Contains($"found a file at {file}, expected a folder"))),
            finding => Assert.Equal(Severity.Warning, finding.Severity));
        options.Learning.Folder = Path.Combine(folder.FullName, "new", "one");
        options.Camera.Uri = "sim:";
        options.Learning.Stage = 16;
        Assert.Equal([Severity.Ok, Severity.Error], LearningCheck.Run(options, Agent.Training.ShippedNetwork.Read(null)).Select(finding => finding.Severity));
        Assert.False(Directory.Exists(options.Learning.Folder));
        folder.Delete(recursive: true);
    }

    private static AgentOptions Options(string? folder) => new() { Site = "home", Device = "gate-pi", Learning = new LearningOptions { Folder = folder } };
}
