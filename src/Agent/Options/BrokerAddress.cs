using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Agent.Options;

/// <summary>Where the MQTT broker is, as <c>broker.uri</c> and <c>--broker</c> say it.</summary>
/// <param name="Host">Name or address, an IPv6 address without brackets.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Tls">Whether the connection is encrypted and the broker's name checked.</param>
/// <param name="User">User name; null: none.</param>
public sealed record BrokerAddress(string Host, int Port, bool Tls, string? User)
{
    private const string Expected = "expected embedded, mqtts://[user@]host[:port] or mqtt://[user@]host[:port]";

    /// <summary>The broker that this process brings itself; its port is known once it runs.</summary>
    public static BrokerAddress Embedded { get; } = new("127.0.0.1", 1883, Tls: false, User: null) { IsEmbedded = true };

    /// <summary>Whether this process brings the broker itself.</summary>
    public bool IsEmbedded { get; init; }

    /// <summary>Whether nothing leaves this machine on the way to the broker.</summary>
    public bool IsLoopback =>
        Host == "localhost" || (IPAddress.TryParse(Host, out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>Reads an address.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="address">The address; null when it cannot be read.</param>
    /// <param name="fault">What was found, what was expected, how to mend it; never a password. Empty when it can be read.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out BrokerAddress? address, out string fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        address = null;
        if (text == "embedded")
        {
            (address, fault) = (Embedded, "");
            return true;
        }

        fault = Fault(text, out Uri? uri);
        if (fault.Length > 0)
            return false;
        bool tls = uri!.Scheme == "mqtts";
        string user = Uri.UnescapeDataString(uri.UserInfo);
        int port = uri.Port > 0 ? uri.Port : tls ? 8883 : 1883;
        address = new BrokerAddress(uri.DnsSafeHost, port, tls, user.Length > 0 ? user : null);
        return true;
    }

    /// <summary>For people and logs: <c>mqtts://host:8883</c>, without the user.</summary>
    public override string ToString()
    {
        string host = Host.Contains(':') ? $"[{Host}]" : Host;
        return $"{(Tls ? "mqtts" : "mqtt")}://{host}:{Port}";
    }

    private static string Fault(string text, out Uri? uri)
    {
        string shown = WithoutSecrets(text);
        if (!Uri.TryCreate(text, UriKind.Absolute, out uri) || !text.Contains("://", StringComparison.Ordinal))
            return $"found \"{shown}\", {Expected}; for example mqtts://broker.lan";
        if (uri.Scheme is not ("mqtt" or "mqtts"))
            return $"found the scheme \"{uri.Scheme}\", {Expected}{Nearest(uri.Scheme)}";
        if (uri.UserInfo.Contains(':'))
            return "found a password in the URI, where lists of processes and logs show it; write mqtts://user@host and "
                + "put the password into a file named by broker.password_file, or into the systemd credential mqtt-password";
        if (uri.Host.Length == 0)
            return $"found \"{shown}\" without a host, {Expected}";
        if (uri.PathAndQuery is not ("/" or "") || uri.Fragment.Length > 0)
            return $"found \"{shown}\" with something behind the host, {Expected}";
        return uri.Port == 0 ? $"found port 0 in \"{shown}\", expected 1 to 65535" : "";
    }

    private static string Nearest(string scheme) => scheme switch
    {
        "tcp" or "http" or "ws" => "; use mqtt://",
        "ssl" or "tls" or "https" or "wss" or "mqtt+ssl" => "; use mqtts://",
        _ => "",
    };

    private static string WithoutSecrets(string text)
    {
        int at = text.LastIndexOf('@');
        int start = text.IndexOf("://", StringComparison.Ordinal);
        start = start < 0 ? 0 : start + 3;
        return at < start ? text : string.Concat(text.AsSpan(0, start), "…", text.AsSpan(at));
    }
}
