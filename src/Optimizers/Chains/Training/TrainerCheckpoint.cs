using System.Text;
using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Training;

/// <summary>A stopped training: where it is, the weights of all stages, the samples kept and the chains' own checkpoints.</summary>
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
            foreach (StageWeights weights in trainer.Weights[chain])
                Write(writer, weights);
            for (int stage = 0; stage < trainer.Weights[chain].Length; stage++)
            {
                foreach (int size in trainer.Sizes(chain, stage))
                    writer.Write(size);
            }

            writer.Write(trainer.Kept[chain].Count);
            foreach (StageWeights weights in trainer.Kept[chain])
                Write(writer, weights);
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
            StageWeights[][] weights = [.. trainer.Weights.Select(chain => chain.Select(stage => stage.Copy()).ToArray())];
            List<StageWeights>[] kept = [.. weights.Select(_ => new List<StageWeights>())];
            byte[][] chains = new byte[trainer.Chains][];
            int[][][] sizes = [.. weights.Select((chain, c) => chain.Select((_, stage) => trainer.Sizes(c, stage).ToArray()).ToArray())];
            for (int chain = 0; chain < trainer.Chains; chain++)
            {
                foreach (StageWeights stage in weights[chain])
                    Read(reader, stage);
                foreach (int[] stage in sizes[chain])
                {
                    foreach (ref int size in stage.AsSpan())
                        size = reader.ReadInt32();
                }

                for (int left = reader.ReadInt32(); left > 0; left--)
                {
                    StageWeights sample = weights[chain][^1].Copy();
                    Read(reader, sample);
                    kept[chain].Add(sample);
                }

                chains[chain] = reader.ReadBytes(reader.ReadInt32());
            }

            for (int chain = 0; chain < trainer.Chains; chain++)
            {
                weights[chain].CopyTo(trainer.Weights[chain], 0);
                for (int stage = 0; stage < sizes[chain].Length; stage++)
                    sizes[chain][stage].CopyTo(trainer.Sizes(chain, stage), 0);
                trainer.Kept[chain].Clear();
                trainer.Kept[chain].AddRange(kept[chain]);
            }

            trainer.GoTo(phase);
            for (int chain = 0; chain < trainer.Chains && !trainer.IsDone; chain++)
                trainer.Current[chain].Load(new MemoryStream(chains[chain]));
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException("found a checkpoint that is cut short, expected a whole one; --fresh begins anew");
        }
    }

    private static void Write(BinaryWriter writer, StageWeights weights)
    {
        byte[] bytes = new byte[weights.Bytes];
        weights.CopyTo(bytes);
        writer.Write(bytes);
    }

    private static void Read(BinaryReader reader, StageWeights weights)
    {
        byte[] bytes = new byte[weights.Bytes];
        reader.BaseStream.ReadExactly(bytes);
        weights.CopyFrom(bytes);
    }
}
