using Inference;
using Inference.Format;
using Optimizers.Chains.Towers;

namespace Optimizers.Tests.Chains.Towers;

public sealed class TowerExportTests
{
    /// <summary>Random towers over random projections of a picture of one place, on the kernel set that this machine prefers.</summary>
    [Theory]
    [InlineData(5, 4)]
    [InlineData(64, 9)]
    [InlineData(100, 300)]
    public void The_engine_answers_as_the_tower(int width, int gate)
    {
        TowerShape shape = new(width, 4, 5, gate, 2500);
        SplitMix random = new((ulong)width);
        for (int round = 0; round < 20; round++)
        {
            Tower tower = SomeTowers.Tower(shape, random.Next(6), ref random);
            ByteConvDefinition project = Projection(width, ref random);
            Network network = new(TowerExport.Of(tower, new InputShape(1, 1, 4), [project], ["a", "b", "c", "d"], "tower"));
            Workspace workspace = network.CreateWorkspace();
            byte[] picture = new byte[4];
            int[] logits = new int[4];
            for (int i = 0; i < 20; i++)
            {
                for (int p = 0; p < 4; p++)
                    picture[p] = (byte)random.Next(256);
                tower.Run(Project(project, picture), logits);
                Prediction prediction = network.Run(picture, workspace);
                Assert.Equal(Array.IndexOf(logits, logits.Max()), prediction.Class);
                double sum = logits.Sum(m => Math.Exp((m - logits.Max()) * 2500 / 65536.0));
                for (int k = 0; k < 4; k++)
                    Assert.Equal(65536 * Math.Exp((logits[k] - logits.Max()) * 2500 / 65536.0) / sum, workspace.Probabilities[k], 3.0);
            }
        }
    }

    private static ByteConvDefinition Projection(int width, ref SplitMix random)
    {
        sbyte[] weights = new sbyte[width * 4];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = (sbyte)(random.Next(21) - 10);
        int[] ones = new int[width];
        Array.Fill(ones, 1);
        return new ByteConvDefinition(1, 1, 4, width, weights, ones, new int[width], 3);
    }

    private static short[] Project(ByteConvDefinition project, byte[] picture)
    {
        short[] values = new short[project.OutputChannels];
        for (int c = 0; c < values.Length; c++)
        {
            int sum = 0;
            for (int p = 0; p < 4; p++)
                sum += project.Weights[(c * 4) + p] * (picture[p] - 128);
            values[c] = (short)(sum >> project.Shift);
        }

        return values;
    }
}
