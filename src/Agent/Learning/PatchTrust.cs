using System.Security.Cryptography;
using Agent.Options;
using Optimizers.Learning.Patches;

namespace Agent.Learning;

/// <summary>The keys whose patches are applied when they come over MQTT: public ones, from <c>learning.patch_keys</c>.</summary>
internal sealed class PatchTrust : IDisposable
{
    private readonly ECDsa[] _keys;

    private PatchTrust(ECDsa[] keys) => _keys = keys;

    /// <summary>Reads key files.</summary>
    /// <exception cref="OptionsException">One cannot be used; every fault is listed.</exception>
    public static PatchTrust Read(IReadOnlyList<string> paths)
    {
        List<ECDsa> keys = [];
        List<string> faults = [];
        foreach (string path in paths)
        {
            string fault = TryRead(path, out ECDsa? key);
            if (key is not null)
                keys.Add(key);
            else
                faults.Add($"learning.patch_keys: {fault}");
        }

        PatchTrust trust = new([.. keys]);
        if (faults.Count == 0)
            return trust;
        trust.Dispose();
        throw new OptionsException(faults);
    }

    /// <summary>What is wrong with a key file; empty: nothing.</summary>
    public static string FaultOf(string path)
    {
        string fault = TryRead(path, out ECDsa? key);
        key?.Dispose();
        return fault;
    }

    /// <summary>Why a patch is not applied; empty: one of the keys signed it, every bit of it.</summary>
    public string FaultOf(ReadOnlySpan<byte> envelope)
    {
        string expected = _keys.Length == 0
            ? "expected a signature, and for it a key in learning.patch_keys, where there is none"
            : $"expected a signature by {string.Join(" or ", _keys.Select(PatchKeys.Fingerprint))} of learning.patch_keys";
        try
        {
            Patch patch = Patch.Read(envelope);
            if (patch.Signature is not { } signature)
                return $"found a patch without a signature, {expected}";
            if (PatchKeys.Verify(patch, _keys) is not null)
                return "";
            bool isKnown = _keys.Any(key => PatchKeys.Fingerprint(key) == signature.Key);
            return isKnown ? $"found a signature by {signature.Key} of something else, expected one of this patch"
                : $"found a signature by {signature.Key}, {expected}";
        }
        catch (PatchException fault)
        {
            return fault.Message;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ECDsa key in _keys)
            key.Dispose();
    }

    private static string TryRead(string path, out ECDsa? key)
    {
        key = null;
        try
        {
            string pem = File.ReadAllText(path);
            if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
                return $"found a private key in {path}, expected a public one; the private one stays where patches are signed";
            key = PatchKeys.Read(pem);
            return "";
        }
        catch (PatchException fault)
        {
            return $"{path}: {fault.Message}";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"{path} cannot be read: {fault.Message}";
        }
    }
}
