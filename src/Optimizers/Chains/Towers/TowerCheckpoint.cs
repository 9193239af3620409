using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Optimizers.Chains.Towers;

/// <summary>A tower chain as bytes, little-endian: "VGTW0001", what chain it is, steps, R_n, the exit, layers from first to last, each gate and signs.</summary>
internal static class TowerCheckpoint
{
    private const string Magic = "VGTW0001";

    /// <summary>Writes a chain.</summary>
    public static void Write(Stream stream, TowerChain chain)
    {
        using BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true);
        Tower tower = chain.Tower;
        writer.Write(Encoding.ASCII.GetBytes(Magic));
        writer.Write(Text(chain));
        writer.Write(chain.Steps);
        writer.Write(chain.Risk.Risk);
        writer.Write(MemoryMarshal.AsBytes(tower.Exit));
        writer.Write(tower.Layers);
        for (int l = 0; l < tower.Layers; l++)
        {
            writer.Write(tower[l].Gate);
            writer.Write(MemoryMarshal.AsBytes(tower[l].Rows));
        }
    }

    /// <summary>Reads a chain; it is changed only when all of the file fits it.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of another chain.</exception>
    public static void Read(Stream stream, TowerChain chain)
    {
        using BinaryReader reader = new(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            Expect("the version", Encoding.Latin1.GetString(reader.ReadBytes(Magic.Length)), Magic);
            Expect("the chain", reader.ReadString(), Text(chain));
            long steps = reader.ReadInt64(), risk = reader.ReadInt64();
            Tower read = ReadTower(reader, chain.Tower.Shape), before = new(chain.Tower.Shape);
            Copy(chain.Tower, before);
            Set(chain.Risk, read);
            if (steps < 0 || chain.Risk.Risk != risk)
            {
                long found = chain.Risk.Risk;
                Set(chain.Risk, before);
                throw new InvalidDataException($"tower: found a risk of {found} over this memory, expected {risk}: damaged, or saved over another");
            }

            chain.Steps = steps;
        }
        catch (Exception fault) when (fault is EndOfStreamException or FormatException or DecoderFallbackException)
        {
            throw new InvalidDataException("tower: the file is damaged or cut short", fault);
        }
    }

    private static Tower ReadTower(BinaryReader reader, TowerShape shape)
    {
        Tower tower = new(shape);
        ulong[] signs = new ulong[shape.LayerWords];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(tower.WritableExit));
        int layers = reader.ReadInt32();
        if (layers < 0 || layers > shape.MostLayers)
            throw new InvalidDataException($"tower: found {layers} layers, expected 0 to {shape.MostLayers}");
        for (int l = 0; l < layers; l++)
        {
            int gate = reader.ReadInt32();
            if (gate < 0 || gate > shape.MostGate)
                throw new InvalidDataException($"tower: layer {l}: found a gate of {gate}, expected 0 to {shape.MostGate}");
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(signs.AsSpan()));
            tower.Insert(l, signs);
            tower[l].Gate = gate;
        }

        ulong beyond = shape.Width % 64 == 0 ? 0 : ulong.MaxValue << shape.Width;
        for (int l = 0; l <= layers; l++)
        {
            ReadOnlySpan<ulong> words = l < layers ? tower[l].Rows : tower.Exit;
            for (int i = shape.Words - 1; i < words.Length; i += shape.Words)
            {
                if ((words[i] & beyond) != 0)
                    throw new InvalidDataException($"tower: found bits past channel {shape.Width}, expected 0");
            }
        }

        return tower;
    }

    private static void Set(TowerRisk risk, Tower tower)
    {
        Copy(tower, risk.Tower);
        risk.Refresh();
    }

    private static void Copy(Tower from, Tower to)
    {
        from.Exit.CopyTo(to.WritableExit);
        while (to.Layers > 0)
            to.Remove(to.Layers - 1);
        for (int l = 0; l < from.Layers; l++)
        {
            to.Insert(l, from[l].Rows);
            to[l].Gate = from[l].Gate;
        }
    }

    private static string Text(TowerChain chain)
    {
        TowerPlan plan = chain.Plan;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{chain.Tower.Shape} {plan.Schedule} {plan.Layers} {plan.Asleep} {plan.MostFlips} {string.Join(' ', plan.Shares)} seed {chain.Seed} chain {chain.Number} samples {chain.Risk.Samples}");
    }

    private static void Expect(string what, string found, string expected)
    {
        if (found != expected)
            throw new InvalidDataException($"tower: of {what}, found {found}, expected {expected}");
    }
}
