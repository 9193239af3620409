using System.Text;

namespace Optimizers.Chains.Training;

/// <summary>A stopped training: where it is, the networks of all chains and the chains' own checkpoints.</summary>
internal static class TrainerCheckpoint
{
    private const string Magic = "vigie-chains-2";

    public static void Write(Stream stream, ChainTrainer trainer, string fingerprint)
    {
        using BinaryWriter writer = new(stream, Encoding.UTF8, true);
        writer.Write(Magic);
        writer.Write(fingerprint);
        writer.Write(trainer.PhaseNumber);
        for (int chain = 0; chain < trainer.Chains; chain++)
        {
            trainer.Networks[chain].Write(writer);
            using MemoryStream own = new();
            if (!trainer.IsDone)
                trainer.Current[chain].Save(own);
            writer.Write((int)own.Length);
            writer.Write(own.GetBuffer(), 0, (int)own.Length);
        }
    }

    public static void Read(Stream stream, ChainTrainer trainer, string fingerprint)
    {
        using BinaryReader reader = new(stream, Encoding.UTF8, true);
        try
        {
            string magic = reader.ReadString();
            if (magic != Magic)
                throw new InvalidDataException($"found \"{magic}\", expected a checkpoint of chains, \"{Magic}\"; --fresh begins anew");
            if (reader.ReadString() != fingerprint)
                throw new InvalidDataException("found a checkpoint of another recipe, seed or set of pictures; --fresh begins anew");
            int phase = reader.ReadInt32();
            ChainNetwork[] networks = trainer.MakeNetworks();
            byte[][] chains = new byte[trainer.Chains][];
            for (int chain = 0; chain < trainer.Chains; chain++)
            {
                networks[chain].Read(reader);
                chains[chain] = reader.ReadBytes(reader.ReadInt32());
            }

            trainer.GoTo(phase, networks);
            for (int chain = 0; chain < trainer.Chains && !trainer.IsDone; chain++)
                trainer.Current[chain].Load(new MemoryStream(chains[chain]));
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException("found a checkpoint that is cut short, expected a whole one; --fresh begins anew");
        }
    }
}
