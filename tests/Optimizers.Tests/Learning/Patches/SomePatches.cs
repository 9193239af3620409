using System.Runtime.InteropServices;
using Inference;
using Inference.Format;
using Optimizers.Learning.Patches;
using Optimizers.Tests.Chains.Residual;

namespace Optimizers.Tests.Learning.Patches;

/// <summary>Networks that differ in few numbers; every one follows from a seed.</summary>
internal static class SomePatches
{
    /// <summary>A base small enough for thousands of runs.</summary>
    public static NetworkDefinition Small { get; } = SomeResidual.Network(1).Definition;

    public static NetworkDefinition Shipped(string name) => Network.Read(Path.Combine(SomeResidual.Root(), "models", name)).Definition;

    /// <summary>k of p places, ascending, each set as likely.</summary>
    public static int[] Places(int k, int p, ulong seed)
    {
        SplitMix random = new(seed);
        SortedSet<int> places = [];
        while (places.Count < k)
            places.Add(random.Next(p));
        return [.. places];
    }

    /// <summary>log₂ C(p, k).</summary>
    public static double LogChoose(int p, int k)
    {
        double bits = 0;
        for (int i = 0; i < k; i++)
            bits += Math.Log2((p - i) / (double)(k - i));
        return bits;
    }

    /// <summary>A patch of flips only, of no network in particular.</summary>
    public static Patch Flips(int k, int p, ulong seed) => new(
        new string('1', 64), new string('2', 64), new PatchChanges(null, [], [new TensorChange("stage3.layer4.weights", p, Places(k, p, seed), [])]), null);

    /// <summary>The network with some numbers of each tensor changed, as long as its name is wanted.</summary>
    public static NetworkDefinition Scatter(NetworkDefinition network, ulong seed, Func<string, int>? changes = null) =>
        TensorWalk.Walk(network, new Scattering(seed, changes ?? (_ => 3), SignChannels.Of(network)));

    public static byte[] File(NetworkDefinition network)
    {
        using MemoryStream stream = new();
        ModelFile.Write(network, stream);
        return stream.ToArray();
    }

    public static PatchProvenance Provenance(NetworkDefinition before, NetworkDefinition after) => new()
    {
        Base = PatchDiff.HashOf(before),
        Result = PatchDiff.HashOf(after),
        Samples = [new SampleCount("operator", "person", 80), new SampleCount("exit", "nothing", 120)],
        Memory = new string('a', 64),
        Seed = ulong.MaxValue,
        Chain = 2,
        Steps = 1_234_567,
        Lambda = 0.5,
        Law = "stage 3 of lookout; block 0 Centred, Bin 1",
        Guard = new SortedDictionary<string, double> { ["level"] = 0.025, ["new_better"] = 31, ["new_worse"] = 4 },
    };

    private sealed class Scattering(ulong seed, Func<string, int> changes, Dictionary<string, int> channels) : TensorStore
    {
        private SplitMix _random = new(seed);

        public override T[] Visit<T>(string name, T[] current, ReadOnlySpan<int> shape)
        {
            T[] changed = [.. current];
            int row = typeof(T) == typeof(ulong) ? channels[name] : 1, words = (row + 63) / 64;
            foreach (int place in Places(Math.Min(changes(name), current.Length), current.Length / words * row, _random.NextBits()))
            {
                if (typeof(T) == typeof(ulong))
                    MemoryMarshal.Cast<T, ulong>(changed.AsSpan())[(place / row * words) + (place % row / 64)] ^= 1UL << (place % row % 64);
                else if (typeof(T) == typeof(bool))
                    MemoryMarshal.Cast<T, byte>(changed.AsSpan())[place] ^= 1;
                else
                    Change(ref changed[place]);
            }

            return changed;
        }

        private void Change<T>(ref T number)
            where T : unmanaged
        {
            long whole = TensorNumbers.ToWhole(number), delta = _random.Next(2) == 0 ? -2 * whole : _random.Next(15) - 7;
            bool canHold = TensorNumbers.TryFromWhole(typeof(T) == typeof(float) ? whole ^ 3 : whole + delta, out T changed);
            number = canHold ? changed : number;
        }
    }
}
