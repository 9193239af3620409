using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;

namespace Agent.Telemetry;

/// <summary>Whether a broker's certificate is one to trust, and if not, why.</summary>
internal sealed class BrokerCertificate
{
    private readonly X509Certificate2Collection? _authorities;
    private readonly string _host;

    /// <summary>Reads the authorities.</summary>
    /// <param name="caFile">PEM file; null: the system's authorities.</param>
    /// <param name="host">The name that the certificate must bear.</param>
    /// <exception cref="BrokerFault">The file cannot be read or has no certificate.</exception>
    public BrokerCertificate(string? caFile, string host)
    {
        _host = host;
        if (caFile is null)
            return;
        _authorities = [];
        try
        {
            _authorities.ImportFromPemFile(caFile);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new BrokerFault($"broker.ca_file \"{caFile}\" cannot be read: {fault.Message}", fault);
        }

        if (_authorities.Count == 0)
            throw new BrokerFault($"broker.ca_file \"{caFile}\" holds no certificate, expected PEM (-----BEGIN CERTIFICATE-----)");
    }

    /// <summary>Why the last certificate was refused; null when it was not.</summary>
    public string? Fault { get; private set; }

    /// <summary>Judges a certificate.</summary>
    public bool Accept(MqttClientCertificateValidationEventArgs shown)
    {
        Fault = Judge(shown.Certificate, shown.Chain, shown.SslPolicyErrors);
        return Fault is null;
    }

    private string? Judge(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "the broker shows no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return $"the broker's certificate is not for \"{_host}\" but for {certificate.Subject}; "
                + "write the name in the certificate into broker.uri, or this one into the certificate";
        }

        if (_authorities is null)
        {
            return errors == SslPolicyErrors.None
                ? null
                : Untrusted(certificate, chain, "one of the system's authorities; set broker.ca_file for one of your own");
        }

        using X509Chain own = new();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (X509ChainElement element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            own.ChainPolicy.ExtraStore.Add(element.Certificate);
        using X509Certificate2 leaf = new(certificate);
        return own.Build(leaf) ? null : Untrusted(certificate, own, "an authority in broker.ca_file");
    }

    private static string Untrusted(X509Certificate certificate, X509Chain? chain, string expected)
    {
        X509ChainStatus[] status = chain?.ChainStatus ?? [];
        if (status.Any(one => one.Status == X509ChainStatusFlags.NotTimeValid))
        {
            return $"the broker's certificate is valid from {certificate.GetEffectiveDateString()} "
                + $"to {certificate.GetExpirationDateString()}, not at this board's time; renew it, or set the clock";
        }

        string why = status.Length > 0 ? $" ({status[0].StatusInformation.Trim()})" : "";
        return $"the broker's certificate, issued by {certificate.Issuer}, is not signed by {expected}{why}";
    }
}
