namespace Sensors.Cameras;

/// <summary>Addresses of network cameras, made fit to be shown: they hold passwords.</summary>
internal static class SourceAddress
{
    private const string Hidden = "***";

    /// <summary>The address with password and query hidden.</summary>
    public static string Redact(string uri)
    {
        int query = uri.IndexOf('?', StringComparison.Ordinal);
        int authority = uri.IndexOf("://", StringComparison.Ordinal) + 3;
        if (authority < 3)
            return uri;
        // A password with an unescaped ? or @ in it must not show either, hence the last @ of the whole.
        int at = uri.LastIndexOf('@');
        if (at < authority)
            return query < 0 ? uri : uri[..query] + "?" + Hidden;
        int colon = uri.IndexOf(':', authority);
        int shown = colon < 0 || colon > at ? at : colon + 1;
        string rest = uri[at..];
        int restQuery = rest.IndexOf('?', StringComparison.Ordinal);
        if (restQuery >= 0)
            rest = rest[..restQuery] + "?" + Hidden;
        return string.Concat(uri.AsSpan(0, shown), shown == at ? "" : Hidden, rest);
    }

    /// <summary>A text of another program with the address, and its password alone, hidden.</summary>
    public static string Scrub(string text, string uri)
    {
        string scrubbed = text.Replace(uri, Redact(uri), StringComparison.Ordinal);
        int authority = uri.IndexOf("://", StringComparison.Ordinal) + 3;
        int at = uri.LastIndexOf('@');
        if (authority >= 3 && at > authority && uri.IndexOf(':', authority) is int colon && colon > 0 && colon + 1 < at)
        {
            string password = uri[(colon + 1)..at];
            scrubbed = scrubbed.Replace(password, Hidden, StringComparison.Ordinal)
                .Replace(Uri.UnescapeDataString(password), Hidden, StringComparison.Ordinal);
        }

        return scrubbed;
    }
}
