namespace Optimizers.Chains;

/// <summary>Philox4x32-10: 128 random bits as a function of a counter and a key (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3").</summary>
internal static class Philox
{
    private const ulong FirstMultiplier = 0xD2511F53, SecondMultiplier = 0xCD9E8D57;
    private const uint FirstWeyl = 0x9E3779B9, SecondWeyl = 0xBB67AE85;
    private const int Rounds = 10;

    /// <summary>The four words of a counter under a key.</summary>
    public static (uint A, uint B, uint C, uint D) Words(uint a, uint b, uint c, uint d, uint firstKey, uint secondKey)
    {
        for (int round = 0; round < Rounds; round++)
        {
            ulong first = FirstMultiplier * a, second = SecondMultiplier * c;
            (a, b, c, d) = ((uint)(second >> 32) ^ b ^ firstKey, (uint)second, (uint)(first >> 32) ^ d ^ secondKey, (uint)first);
            firstKey += FirstWeyl;
            secondKey += SecondWeyl;
        }

        return (a, b, c, d);
    }
}
