using System.Security.Cryptography;
using Inference.Format;
using Optimizers.Learning.Patches;

namespace Optimizers.Tests.Learning.Patches;

public sealed class PatchKeysTests
{
    private static readonly NetworkDefinition After = SomePatches.Scatter(SomePatches.Small, 1);

    [Fact]
    public void Who_signed_is_found_among_those_trusted_and_nobody_else()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256), other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ECDsa trusted = PatchKeys.Read(key.ExportSubjectPublicKeyInfoPem());
        Patch patch = PatchDiff.Of(SomePatches.Small, After, SomePatches.Provenance(SomePatches.Small, After));
        Patch signed = Patch.Read(PatchKeys.Sign(patch, key).ToBytes());
        Assert.Equal(64, signed.Signature!.Bytes.Length);
        Assert.Equal(patch.ToBytes().Length + 72, signed.ToBytes().Length);
        Assert.Equal(PatchKeys.Fingerprint(key), PatchKeys.Verify(signed, [other, trusted]));
        Assert.Null(PatchKeys.Verify(signed, [other]));
        Assert.Null(PatchKeys.Verify(signed, []));
        Assert.Null(PatchKeys.Verify(patch, [trusted]));
        Assert.Equal(PatchKeys.Fingerprint(other), PatchKeys.Verify(PatchKeys.Sign(signed, other), [trusted, other]));
        Assert.Equal(SomePatches.File(After), SomePatches.File(PatchDiff.Apply(SomePatches.Small, signed)));
    }

    [Fact]
    public void A_signature_is_over_networks_changes_provenance_and_the_name_of_the_key()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PatchProvenance provenance = SomePatches.Provenance(SomePatches.Small, After);
        Patch signed = PatchKeys.Sign(PatchDiff.Of(SomePatches.Small, After, provenance), key);
        NetworkDefinition other = SomePatches.Scatter(SomePatches.Small, 2);
        Patch[] forged =
        [
            PatchDiff.Of(SomePatches.Small, After),
            PatchDiff.Of(SomePatches.Small, After, provenance with { Steps = 1 }),
            PatchDiff.Of(SomePatches.Small, other),
            PatchDiff.Of(After, SomePatches.Small),
        ];
        Assert.All(forged, patch => Assert.Null(PatchKeys.Verify(patch.With(signed.Signature!), [key])));
        byte[] file = signed.ToBytes();
        // Checksums are for accidents: what a forger repairs, the signature finds.
        for (int bit = 0; bit < 8 * 64; bit += 37)
        {
            byte[] bytes = [.. signed.Signature!.Bytes];
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(PatchKeys.Verify(Patch.Read(signed.With(new PatchSignature(signed.Signature.Key, bytes)).ToBytes()), [key]));
        }

        Assert.Equal(file, Patch.Read(file).ToBytes());
    }

    [Fact]
    public void What_is_no_key_on_the_curve_is_refused()
    {
        using ECDsa large = ECDsa.Create(ECCurve.NamedCurves.nistP384), key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using RSA rsa = RSA.Create(2048);
        foreach (string pem in new[] { "", "not a key", large.ExportSubjectPublicKeyInfoPem(), rsa.ExportSubjectPublicKeyInfoPem(), "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----" })
            Assert.Throws<PatchException>(() => PatchKeys.Read(pem));
        using ECDsa half = PatchKeys.Read(key.ExportSubjectPublicKeyInfoPem());
        Assert.Throws<PatchException>(() => PatchKeys.Sign(PatchDiff.Of(SomePatches.Small, After), half));
        foreach (string pem in new[] { key.ExportPkcs8PrivateKeyPem(), key.ExportECPrivateKeyPem() })
        {
            using ECDsa read = PatchKeys.Read(pem);
            Assert.Equal(PatchKeys.Fingerprint(key), PatchKeys.Fingerprint(read));
        }
    }
}
