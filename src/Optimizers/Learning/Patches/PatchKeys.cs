using System.Security.Cryptography;

namespace Optimizers.Learning.Patches;

/// <summary>
/// Signatures of patches: ECDSA on the curve P-256 with SHA-256 (FIPS 186-5, section 6) by the framework, which on Linux needs OpenSSL on the board;
/// nothing else here does, and a patch without signature needs none.
/// </summary>
public static class PatchKeys
{
    private const string Curve = "1.2.840.10045.3.1.7";

    /// <summary>Reads a key.</summary>
    /// <param name="pem">PEM text, private (PKCS#8 or SEC1, not encrypted) or public (SubjectPublicKeyInfo).</param>
    /// <returns>The key, to be disposed of.</returns>
    /// <exception cref="PatchException">Not a key on P-256.</exception>
    public static ECDsa Read(string pem)
    {
        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            string? curve = key.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value;
            return curve == Curve ? key : throw new PatchException($"a key on the curve {curve ?? "of its own"}", $"P-256 ({Curve})");
        }
        catch (Exception fault) when (fault is ArgumentException or CryptographicException or PatchException)
        {
            key.Dispose();
            if (fault is PatchException)
                throw;
            throw new PatchException($"a key that is none ({fault.Message})", "one key on P-256 as PEM, not encrypted", fault);
        }
    }

    /// <summary>What a key is known by: first 16 hex digits of the SHA-256 of its SubjectPublicKeyInfo.</summary>
    public static string Fingerprint(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..PatchEnvelope.HashDigits];
    }

    /// <summary>Signs a patch; a signature it has is replaced.</summary>
    /// <exception cref="PatchException">A public key.</exception>
    public static Patch Sign(Patch patch, ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(patch);
        string name = Fingerprint(key);
        try
        {
            byte[] bytes = key.SignData(patch.Message(name), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            return patch.With(new PatchSignature(name, bytes));
        }
        catch (CryptographicException fault)
        {
            throw new PatchException($"a key that cannot sign ({fault.Message})", "a private key", fault);
        }
    }

    /// <summary>Whether one of some keys signed a patch, every bit of it.</summary>
    /// <param name="patch">The patch.</param>
    /// <param name="trusted">Public keys.</param>
    /// <returns>Fingerprint of the key; null: unsigned, by another key, or not what was signed.</returns>
    public static string? Verify(Patch patch, IEnumerable<ECDsa> trusted)
    {
        ArgumentNullException.ThrowIfNull(patch);
        ArgumentNullException.ThrowIfNull(trusted);
        if (patch.Signature is not { } signature)
            return null;
        bool isGood = trusted.Any(key => Fingerprint(key) == signature.Key
            && key.VerifyData(patch.Message(signature.Key), signature.Bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        return isGood ? signature.Key : null;
    }
}
