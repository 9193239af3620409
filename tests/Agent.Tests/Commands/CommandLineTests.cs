using Agent.Commands;

namespace Agent.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData(ExitCode.Usage, "tune")]
    [InlineData(ExitCode.Usage, "tune", "--data", "x", "--out", "y", "--lambda", "0")]
    [InlineData(ExitCode.Usage, "tune", "--data", "x", "--out", "y", "--flips", "0.5")]
    [InlineData(ExitCode.Usage, "tune", "--data", "x", "--out", "y", "--width", "-1")]
    [InlineData(ExitCode.Usage, "tune", "--data", "x", "--out", "y", "--steps", "0")]
    [InlineData(ExitCode.Usage, "anchors", "--data", "x", "--remove")]
    [InlineData(ExitCode.Usage, "anchors", "--simulated", "9", "--remove")]
    [InlineData(ExitCode.Usage, "anchors", "--simulated", "0")]
    [InlineData(ExitCode.Usage, "anchors", "--simulated", "16385")]
    [InlineData(ExitCode.Usage, "anchors", "--simulated", "9", "--levels", "12")]
    [InlineData(ExitCode.Usage, "anchors", "--out", "/tmp/z")]
    [InlineData(ExitCode.NoInput, "anchors", "--data", "/nowhere")]
    [InlineData(ExitCode.Usage, "tune", "--data", "x", "--out", "y", "--vote")]
    [InlineData(ExitCode.Usage, "tune", "--data", "x", "--out", "y", "--law", "student", "--vote", "65")]
    [InlineData(ExitCode.Usage, "patch")]
    [InlineData(ExitCode.Usage, "patch", "show")]
    [InlineData(ExitCode.Usage, "patch", "apply", "--patch", "x")]
    [InlineData(ExitCode.NoInput, "patch", "show", "/nowhere")]
    [InlineData(ExitCode.NoInput, "patch", "apply", "--patch", "/nowhere", "--out", "/tmp/z")]
    [InlineData(ExitCode.Usage, "calibrate")]
    [InlineData(ExitCode.Usage, "calibrate", "--data", "x", "--camera", "y")]
    [InlineData(ExitCode.Usage, "calibrate", "--camera", "y", "--against", "labels")]
    [InlineData(ExitCode.Usage, "calibrate", "--data", "x", "--risk", "1.5")]
    [InlineData(ExitCode.Usage, "calibrate", "--data", "x", "--confidence", "0")]
    [InlineData(ExitCode.Usage, "calibrate", "--data", "x", "--score", "best")]
    [InlineData(ExitCode.NoInput, "calibrate", "--data", "/nowhere")]
    [InlineData(ExitCode.NoInput, "calibrate", "--camera", "sim:")]
    [InlineData(ExitCode.Usage, "run", "--for", "ten")]
    [InlineData(ExitCode.Usage, "run", "--once", "--for", "1s")]
    [InlineData(ExitCode.Usage, "run", "--camra", "sim:")]
    [InlineData(ExitCode.Usage, "train", "--for", "soon", "--data", "x", "--recipe", "y", "--out", "z")]
    [InlineData(ExitCode.Usage, "train", "--for", "9s", "--steps", "9", "--data", "x", "--recipe", "y", "--out", "z")]
    [InlineData(ExitCode.Usage, "train", "--optimizer", "genetic", "--data", "x", "--recipe", "y", "--out", "z")]
    [InlineData(ExitCode.Usage, "run", "--config", "")]
    [InlineData(ExitCode.Usage, "run", "--for", "60d")]
    [InlineData(ExitCode.Data, "train", "--data", "x", "--recipe", "y", "--out", "/nowhere/z")]
    [InlineData(ExitCode.NoInput, "run", "--camera", "sim:", "--once")]
    [InlineData(ExitCode.Config, "run", "--config", "/nowhere/vigie.json")]
    [InlineData(ExitCode.Config, "run", "--broker", "mqtt://user:secret@localhost")]
    [InlineData(ExitCode.NoInput, "run", "--camera", "file:/nowhere/clip.mjpeg")]
    [InlineData(ExitCode.NoInput, "run", "--camera", "sim:?sed=7")]
    [InlineData(ExitCode.NoInput, "eval", "--data", "/nowhere")]
    [InlineData(ExitCode.NoInput, "train", "--data", "/nowhere", "--recipe", "/nowhere/r.json", "--out", "/tmp/z")]
    public async Task What_cannot_work_ends_with_the_documented_code(int code, params string[] arguments) =>
        Assert.Equal(code, await CommandLine.Invoke(arguments));

    [Fact]
    public async Task A_label_that_the_network_does_not_know_ends_the_run_before_it_begins()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, """{ "events": { "labels": ["person", "persn"] } }""", TestContext.Current.CancellationToken);
            Assert.Equal(ExitCode.Config, await CommandLine.Invoke(["run", "--config", file, "--for", "1s"]));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Another_broker_on_the_command_line_leaves_the_password_of_the_file_behind()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, $$"""{ "broker": { "uri": "mqtts://vigie@broker.lan", "password_file": "{{file}}", "ca_file": "{{file}}" } }""");
            global::Agent.Options.AgentOptions options = RunCommand.Merge(file, null, "embedded", null);
            Assert.Null(options.Broker.PasswordFile);
            Assert.Null(options.Broker.CaFile);
            Assert.Equal(file, RunCommand.Merge(file, null, "mqtts://other@broker.lan", null).Broker.CaFile);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_model_file_that_is_none_is_refused_with_its_code()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "not a model", TestContext.Current.CancellationToken);
            Assert.Equal(ExitCode.Data, await CommandLine.Invoke(["run", "--model", file, "--for", "1s"]));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
