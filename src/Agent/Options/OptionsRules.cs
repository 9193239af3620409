namespace Agent.Options;

/// <summary>The ranges of the configuration's values.</summary>
internal static class OptionsRules
{
    private static readonly string[] Levels = ["verbose", "debug", "information", "warning", "error", "fatal"];

    /// <summary>Adds a line for each value that is out of range.</summary>
    public static void Check(AgentOptions options, string name, List<string> faults)
    {
        Identifier(options.Site, "$.site");
        Identifier(options.Device, "$.device");
        Identifier(options.Camera.Name, "$.camera.name");
        if (options.Camera.FramesPerSecond is { } rate and not (>= 0.1 and <= 120))
            faults.Add($"{name} at $.camera.frames_per_second: found {rate}, expected 0.1 to 120");
        if (options.Exits.AuditShare is not (>= 0 and <= 1))
            faults.Add($"{name} at $.exits.audit_share: found {options.Exits.AuditShare}, expected 0 to 1");
        if (!Levels.Contains(options.LogLevel))
            faults.Add($"{name} at $.log_level: found \"{options.LogLevel}\", expected one of {string.Join(", ", Levels)}");
        if (options.Model is { } model && !File.Exists(model))
            faults.Add($"{name} at $.model: no file \"{model}\"; leave the key out for the network shipped with vigie");
        BrokerRules.Check(options.Broker, name, faults);
        LearningRules.Check(options.Learning, name, faults);

        void Identifier(string value, string path)
        {
            bool legal = value.Length is >= 1 and <= 64
                && value.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
            if (!legal)
                faults.Add($"{name} at {path}: found \"{value}\", expected 1 to 64 of the characters a-z, 0-9 and - (it is part of every topic)");
        }
    }
}
