using Inference;
using Inference.Format;
using Optimizers.Chains;
using Optimizers.Chains.Heads;
using Optimizers.Chains.Stages;

namespace Optimizers.Tests.Chains.Residual;

/// <summary>Random networks that end in a residual layer and a linear exit, and random moves of it.</summary>
internal static class SomeResidual
{
    public const int Classes = 3;

    /// <summary>8×8 pictures → bytes → values 8×8×<paramref name="channels"/> → the layer.</summary>
    public static Network Network(
        ulong seed, int kernel = 3, int channels = 12, int times = 1, int grid = 2, int multiplier = 3000, int weight = 3000, int shift = 8)
    {
        SplitMix random = new(seed);
        ByteConvDefinition first = new(
            3, 1, 1, channels, Signed(ref random, channels * 9), [.. Range(ref random, channels, 200, 400)], [.. Range(ref random, channels, -9000, 9000)], 10);
        int outputs = channels * times, words = (channels + 63) / 64;
        ulong[] signs = new ulong[outputs * kernel * kernel * words];
        for (int i = 0; i < signs.Length; i++)
        {
            int left = channels - (i % words * 64);
            signs[i] = random.NextBits() & (left >= 64 ? ulong.MaxValue : (1UL << left) - 1);
        }

        BinaryResidualDefinition layer = new(
            kernel,
            channels,
            outputs,
            [.. Range(ref random, channels, -300, 300).Select(value => (short)value)],
            signs,
            [.. Range(ref random, outputs, -multiplier / 4, multiplier)],
            [.. Range(ref random, outputs, -20000, 20000)],
            7);
        LinearExitDefinition exit = new(
            grid,
            [.. Range(ref random, outputs, -200, 300).Select(value => (short)value)],
            [.. Range(ref random, Classes * grid * grid * outputs, -weight, weight).Select(value => (short)value)],
            [.. Range(ref random, Classes, -400000, 400000)],
            shift,
            0);
        return new Network(new NetworkDefinition(
            "some", new InputShape(8, 8, 1), ["a", "b", "c"], [new StageDefinition([first, layer], exit)], ExitPolicyKind.Top1, new Dictionary<string, string>()));
    }

    public static byte[][] Pictures(Network network, int count, ulong seed)
    {
        SplitMix random = new(seed);
        byte[][] pictures = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            pictures[i] = new byte[network.Input.Length];
            int bright = random.Next(200), every = 1 + random.Next(9);
            for (int p = 0; p < pictures[i].Length; p++)
                pictures[i][p] = (byte)Math.Min(255, (p / every % 2 * bright) + random.Next(56));
        }

        return pictures;
    }

    public static byte[] Labels(int count, ulong seed)
    {
        SplitMix random = new(seed);
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++)
            labels[i] = (byte)random.Next(Classes);
        return labels;
    }

    public static ResidualStage Stage(
        Network network, byte[][] pictures, LossKind loss = LossKind.CrossEntropy, int first = 0, bool isPlain = false) => new(
        network, network.Stages.Count, StageMaps.BeforeLast(network, network.Stages.Count, pictures), Labels(pictures.Length, 5), loss, first, isPlain);

    /// <summary>Room for a move of any unit.</summary>
    public static Move Move(IRisk risk) => new(Enumerable.Range(0, risk.Blocks).Max(risk.RowLength));

    /// <summary>Fills a move of the visited unit: up to 8 places, now and then many.</summary>
    public static void Fill(ref SplitMix random, IRisk risk, Move move, int block, int unit, int most = 8)
    {
        move.Begin(block, unit);
        int length = risk.RowLength(block), count = 1 + random.Next(random.Next(20) == 0 ? length : Math.Min(most, length));
        for (int i = 0; i < count; i++)
        {
            int index = random.Next(length);
            if (move.Holds(index))
                continue;
            short value = block == 0 ? (short)-risk.Row[index] : (short)(risk.Row[index] + 1 + random.Next(300));
            if (block > 0 && random.Chance(0.5))
                value = (short)Math.Clamp(risk.Row[index] - 1 - random.Next(300), short.MinValue, short.MaxValue);
            move.Add(index, value);
        }
    }

    /// <summary>Visits a random unit now and then; blocks 0 and 1 most.</summary>
    public static (int Block, int Unit) Visit(ref SplitMix random, IRisk risk)
    {
        int block = Math.Min(random.Next(7) / 3, risk.Blocks - 1), unit = random.Next(risk.Units(block));
        risk.Visit(block, unit);
        return (block, unit);
    }

    public static long Risk(IRisk risk)
    {
        long sum = 0;
        for (int part = 0; part < risk.Parts; part++)
            sum += risk.RiskOf(part);
        return sum;
    }

    /// <summary>The engine's own logits of all pictures: <c>[pictures][classes]</c>.</summary>
    public static int[] EngineLogits(NetworkDefinition definition, byte[][] pictures)
    {
        Network network = new(definition);
        Workspace workspace = network.CreateWorkspace();
        List<int> logits = [];
        foreach (byte[] picture in pictures)
        {
            network.RunTo(picture, workspace, network.Stages.Count);
            logits.AddRange(workspace.Logits);
        }

        return [.. logits];
    }

    public static int[] Logits(ResidualStage stage)
    {
        int[] logits = new int[stage.Samples * Classes];
        for (int sample = 0; sample < stage.Samples; sample++)
            stage.CopyLogits(sample, logits.AsSpan(sample * Classes, Classes));
        return logits;
    }

    /// <summary>The loss as the stage documents it, from the engine's logits.</summary>
    public static long Risk(int[] logits, byte[] labels, LossKind loss)
    {
        long sum = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            int[] own = [.. logits.AsSpan(i * Classes, Classes).ToArray().Select(logit => Math.Clamp(logit, -1 << 29, 1 << 29))];
            sum += Losses.Of(loss, own, labels[i], 1);
        }

        return sum;
    }

    /// <summary>The folder of the checkout.</summary>
    public static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Agent.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"no folder above {AppContext.BaseDirectory} holds Agent.sln");
    }

    private static int[] Range(ref SplitMix random, int count, int low, int high)
    {
        int[] values = new int[count];
        for (int i = 0; i < count; i++)
            values[i] = low + random.Next(high - low + 1);
        return values;
    }

    private static sbyte[] Signed(ref SplitMix random, int count)
    {
        sbyte[] values = new sbyte[count];
        for (int i = 0; i < count; i++)
            values[i] = (sbyte)(random.Next(41) - 20);
        return values;
    }
}
