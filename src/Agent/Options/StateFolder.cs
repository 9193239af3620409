namespace Agent.Options;

/// <summary>Where a board keeps what it learnt.</summary>
internal static class StateFolder
{
    /// <summary>
    /// The folder of the configuration; else <c>&lt;site&gt;/&lt;device&gt;</c>, as two cameras of a machine are two devices, in the folder that systemd made for
    /// the service (<c>StateDirectory=</c>, systemd.exec(5)), else in <c>vigie</c> under <c>$XDG_STATE_HOME</c> or <c>~/.local/state</c> (XDG Base Directory
    /// Specification 0.8).
    /// </summary>
    /// <param name="options">Sound options.</param>
    /// <param name="environment">Gives a variable of the environment, or null.</param>
    /// <exception cref="OptionsException">The environment names no folder.</exception>
    public static string Of(AgentOptions options, Func<string, string?> environment)
    {
        if (options.Learning.Folder is { } given)
            return Path.GetFullPath(given);
        // More than one StateDirectory= are joined by colons.
        string? state = environment("STATE_DIRECTORY")?.Split(':')[0];
        if (string.IsNullOrEmpty(state))
        {
            state = environment("XDG_STATE_HOME") is { } xdg && Path.IsPathFullyQualified(xdg) ? Path.Combine(xdg, "vigie")
                : environment("HOME") is { Length: > 0 } home ? Path.Combine(home, ".local", "state", "vigie")
                : throw new OptionsException(
                    ["learning.folder: found none, nor STATE_DIRECTORY, XDG_STATE_HOME or HOME in the environment; expected a folder for what the board learns"]);
        }

        return Path.Combine(state, options.Site, options.Device);
    }
}
