namespace Agent.Options;

/// <summary>The password for the broker, from a file or a systemd credential; never from the command line.</summary>
public static class BrokerPassword
{
    /// <summary>Name of the systemd credential (LoadCredential=, systemd.exec(5)).</summary>
    public const string Credential = "mqtt-password";

    /// <summary>Reads the password.</summary>
    /// <param name="passwordFile">File whose first line is the password; null: the credential, if there is one.</param>
    /// <param name="credentialsDirectory">Value of <c>$CREDENTIALS_DIRECTORY</c>; null or empty when not run by systemd.</param>
    /// <returns>The first line without its end; null when there is neither file nor credential.</returns>
    /// <exception cref="OptionsException">The file cannot be read or its first line is empty.</exception>
    public static string? Read(string? passwordFile, string? credentialsDirectory)
    {
        string? path = passwordFile;
        if (path is null && !string.IsNullOrEmpty(credentialsDirectory))
        {
            path = Path.Combine(credentialsDirectory, Credential);
            path = File.Exists(path) ? path : null;
        }

        if (path is null)
            return null;
        try
        {
            using StreamReader reader = new(path);
            return reader.ReadLine() is { Length: > 0 } line
                ? line
                : throw new OptionsException([$"{path}: its first line is empty, expected the broker's password there"]);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new OptionsException([$"{path}: cannot be read: {fault.Message}"]);
        }
    }
}
