namespace Optimizers.Learning.Patches;

/// <summary>Who vouches for a patch.</summary>
/// <param name="Key">Of the public key: first 16 hex digits of the SHA-256 of its SubjectPublicKeyInfo.</param>
/// <param name="Bytes">ECDSA on P-256 with SHA-256, 64 bytes r ‖ s (IEEE P1363).</param>
public sealed record PatchSignature(string Key, byte[] Bytes);
