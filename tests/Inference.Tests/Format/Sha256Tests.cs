using System.Text;
using Inference.Format;

namespace Inference.Tests.Format;

public sealed class Sha256Tests
{
    /// <summary>NIST's examples for FIPS 180-4 and the empty message.</summary>
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData(
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void It_gives_the_published_digests(string message, string digest)
    {
        Sha256 hash = new();
        hash.Append(Encoding.ASCII.GetBytes(message));
        Assert.Equal(digest, hash.Finish());
    }

    [Fact]
    public void It_gives_the_published_digest_of_a_million_letters_however_they_are_cut()
    {
        byte[] letters = new byte[1_000_000];
        Array.Fill(letters, (byte)'a');
        Random random = new(53);
        Sha256 hash = new();
        for (int start = 0; start < letters.Length;)
        {
            int length = Math.Min(random.Next(200), letters.Length - start);
            hash.Append(letters.AsSpan(start, length));
            start += length;
        }

        Assert.Equal("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", hash.Finish());
    }

    [Fact]
    public void Every_length_around_a_block_agrees_with_the_framework()
    {
        Assert.SkipUnless(
            System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64,
            "the framework needs OpenSSL, which the arm64 system under qemu lacks");
        byte[] message = Samples.Array<byte>(new Random(54), 200);
        for (int length = 0; length <= message.Length; length++)
        {
            Sha256 hash = new();
            hash.Append(message.AsSpan(0, length));
            Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(message.AsSpan(0, length))), hash.Finish());
        }
    }
}
