using System.CommandLine;
using Agent.Options;

namespace Agent.Commands;

/// <summary><c>vigie run</c>: options of the command line laid over those of the file.</summary>
internal static class RunCommand
{
    /// <summary>Gives <paramref name="command"/> the options of run, and its action.</summary>
    public static void AddTo(Command command)
    {
        Option<string?> config = Config();
        Option<string?> camera = new("--camera")
        {
            Description = "sim: (the scene simulator; sim:?seed=7&width=640&height=480&fps=10), file:PATH or PATH (MJPEG, any video through ffmpeg, or a folder of images), rtsp://…",
            HelpName = "URI",
        };
        Option<string?> broker = new("--broker")
        {
            Description = "embedded (on this machine only), mqtt://[user@]host[:port] or mqtts://…; the password comes from broker.password_file or a systemd credential",
            HelpName = "URI",
        };
        Option<string?> model = new("--model") { Description = "Network to use instead of the one inside vigie", HelpName = "FILE" };
        Option<string?> length = new("--for") { Description = "Stop after this long: 90s, 10m, 1.5h", HelpName = "TIME" };
        Option<bool> once = new("--once") { Description = "Read a file once, every frame, as fast as it goes, and stop" };
        Option<string?> trace = new("--trace") { Description = "Write each decision of the network to a file, one JSON line each", HelpName = "FILE" };
        foreach (Option option in new Option[] { config, camera, broker, model, length, once, trace })
            command.Options.Add(option);

        Duration.Check(length);
        command.Validators.Add(result =>
        {
            if (result.GetValue(once) && result.GetValue(length) is not null)
                result.AddError("--for and --once exclude each other");
        });
        command.SetAction((parsed, token) => WatchCommand.Run(
            () => Merge(parsed.GetValue(config), parsed.GetValue(camera), parsed.GetValue(broker), parsed.GetValue(model)),
            parsed.GetValue(length) is { } text && Duration.TryParse(text, out TimeSpan time) ? time : null,
            parsed.GetValue(once),
            parsed.GetValue(trace),
            token));
    }

    /// <summary>The option <c>--config</c>, as run and check have it.</summary>
    public static Option<string?> Config() => new("--config")
    {
        Description = $"Configuration file (JSON); without it {DefaultConfig} if there is one, else defaults",
        HelpName = "FILE",
    };

    /// <summary>Options from the file (or defaults), overridden by what the command line gives.</summary>
    /// <exception cref="OptionsException">The file, or what was laid over it, cannot be used.</exception>
    public static AgentOptions Merge(string? config, string? camera, string? broker, string? model)
    {
        AgentOptions options = config is not null ? OptionsFile.Read(config)
            : File.Exists(DefaultConfig) ? OptionsFile.Read(DefaultConfig) : new AgentOptions();
        if (camera is not null)
            options.Camera.Uri = camera;
        if (broker is not null)
            Override(options.Broker, broker);
        if (model is not null)
            options.Model = model;
        List<string> faults = [];
        OptionsRules.Check(options, "command line", faults);
        return faults.Count == 0 ? options : throw new OptionsException(faults);
    }

    /// <summary>Another broker than the file's has another certificate and, unless a user is named, no password.</summary>
    private static void Override(BrokerOptions options, string uri)
    {
        string? before = BrokerAddress.TryParse(options.Uri, out BrokerAddress? old, out _) ? old.Host : null;
        options.Uri = uri;
        if (!BrokerAddress.TryParse(uri, out BrokerAddress? now, out _))
            return;
        if (now.Host != before || !now.Tls)
            options.CaFile = null;
        if (now.User is null)
            options.PasswordFile = null;
    }

    private const string DefaultConfig = "/etc/vigie/vigie.json";
}
