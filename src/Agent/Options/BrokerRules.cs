namespace Agent.Options;

/// <summary>What a broker's configuration must keep to.</summary>
public static class BrokerRules
{
    /// <summary>The address of a broker whose configuration is sound.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="where">How to begin a fault: the file, or the option of the command line.</param>
    /// <exception cref="OptionsException">It is not; every fault is listed.</exception>
    public static BrokerAddress Resolve(BrokerOptions options, string where)
    {
        List<string> faults = [];
        return Check(options, where, faults) is { } address && faults.Count == 0 ? address : throw new OptionsException(faults);
    }

    /// <summary>Adds a line for each fault.</summary>
    internal static BrokerAddress? Check(BrokerOptions options, string name, List<string> faults)
    {
        if (!BrokerAddress.TryParse(options.Uri, out BrokerAddress? address, out string fault))
        {
            faults.Add($"{name} at $.broker.uri: {fault}");
            return null;
        }

        if (!address.Tls && !address.IsLoopback && !options.AllowInsecure)
        {
            faults.Add($"{name} at $.broker.uri: found mqtt:// to {address.Host}, which sends the password and every event readable; "
                + $"expected mqtts://{address.Host}, or \"allow_insecure\": true if that network is trusted");
        }

        if (options.CaFile is not null && !address.Tls)
            faults.Add($"{name} at $.broker.ca_file: found without TLS, expected only with mqtts://");
        if (options.PasswordFile is not null && address.User is null)
            faults.Add($"{name} at $.broker.password_file: found without a user, expected one in broker.uri: mqtts://USER@host");
        foreach ((string key, string? file) in new[] { ("password_file", options.PasswordFile), ("ca_file", options.CaFile) })
        {
            if (file is not null && !File.Exists(file))
                faults.Add($"{name} at $.broker.{key}: no file \"{file}\"");
        }

        return address;
    }
}
