using Inference.Exits;
using Inference.Format;
using Inference.Kernels;

namespace Inference.Tests;

public sealed class NetworkTests
{
    public static TheoryData<int, int, int, int> Inputs => new()
    {
        { 64, 64, 1, 32 }, { 28, 28, 1, 16 }, { 32, 32, 3, 24 }, { 16, 16, 3, 65 }, { 16, 32, 1, 5 },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Every_kernel_set_gives_the_bits_of_the_formulas(int height, int width, int channels, int features)
    {
        NetworkDefinition definition = Samples.Network(31, new InputShape(height, width, channels), features);
        Random random = new(32);
        byte[] image = Samples.Array<byte>(random, definition.Input.Length);
        int[][] expected = Logits(definition, image);
        foreach (KernelSet set in KernelCatalog.All.Where(set => set.IsSupported))
        {
            Network network = new(definition, set);
            Workspace workspace = network.CreateWorkspace();
            for (int exit = 3; exit >= 1; exit--)
            {
                Prediction prediction = network.RunTo(image, workspace, exit);
                int[] probabilities = new int[3];
                Softmax.Compute(expected[exit - 1], probabilities);
                Assert.Equal(probabilities, workspace.Probabilities.ToArray());
                Assert.Equal(Array.IndexOf(probabilities, probabilities.Max()), prediction.Class);
                Assert.Equal(probabilities.Max(), prediction.Confidence);
                Assert.Equal(exit, prediction.Exit);
            }
        }
    }

    [Theory]
    [InlineData(ExitPolicyKind.Top1)]
    [InlineData(ExitPolicyKind.Margin)]
    [InlineData(ExitPolicyKind.Entropy)]
    [InlineData(ExitPolicyKind.Vote)]
    public void The_first_exit_whose_score_suffices_answers_and_the_last_always_does(ExitPolicyKind policy)
    {
        Network network = WithMedianThresholds(Samples.Network(33, new InputShape(28, 28, 1), 8, policy), 34);
        Workspace workspace = network.CreateWorkspace();
        Random random = new(34);
        HashSet<int> taken = [];
        for (int trial = 0; trial < 50; trial++)
        {
            byte[] image = Samples.Array<byte>(random, network.Input.Length);
            Prediction prediction = network.Run(image, workspace);
            int[] probabilities = workspace.Probabilities.ToArray();
            for (int exit = 1; exit < prediction.Exit; exit++)
            {
                network.RunTo(image, workspace, exit);
                Assert.False(ExitPolicy.Leaves(policy, workspace.Probabilities, network.Stages[exit - 1].Threshold));
            }

            Assert.Equal(prediction with { Macs = 0 }, network.RunTo(image, workspace, prediction.Exit) with { Macs = 0 });
            Assert.Equal(probabilities, workspace.Probabilities.ToArray());
            Assert.True(prediction.Exit == 3 || ExitPolicy.Leaves(policy, probabilities, network.Stages[prediction.Exit - 1].Threshold));
            taken.Add(prediction.Exit);
        }

        Assert.Equal([1, 2, 3], taken.Order());
    }

    /// <summary>Thresholds that half of the pictures of a seed reach at each exit.</summary>
    private static Network WithMedianThresholds(NetworkDefinition definition, int seed)
    {
        Network network = new(definition);
        Workspace workspace = network.CreateWorkspace();
        List<StageDefinition> stages = [];
        for (int exit = 1; exit <= 3; exit++)
        {
            Random random = new(seed);
            List<int> scores = [];
            for (int trial = 0; trial < 50; trial++)
            {
                network.RunTo(Samples.Array<byte>(random, network.Input.Length), workspace, exit);
                scores.Add(ExitPolicy.Score(definition.Policy, workspace.Probabilities));
            }

            StageDefinition stage = definition.Stages[exit - 1];
            stages.Add(stage with { Exit = stage.Exit with { Threshold = scores.Order().ElementAt(25) } });
        }

        return new Network(definition with { Stages = stages });
    }

    [Fact]
    public void Cost_is_what_was_spent_until_the_answer()
    {
        Network network = new(Samples.Network(35, new InputShape(64, 64, 1)));
        long first = (long)32 * 32 * 32 * 25 + (long)32 * 32 * 32 * 32 * 9;
        long second = (long)16 * 16 * 64 * 32 * 9 + (long)16 * 16 * 64 * 64;
        Assert.Equal(first, network.Stages[0].TrunkMacs);
        Assert.Equal(second, network.Stages[1].TrunkMacs);
        Assert.Equal(3 * 16 * 64, network.Stages[1].ExitMacs);
        Workspace workspace = network.CreateWorkspace();
        byte[] image = new byte[network.Input.Length];
        Assert.Equal(first + second + 3 * 16 * 64, network.RunTo(image, workspace, 2).Macs);
        Prediction prediction = network.Run(image, workspace);
        Assert.Equal(network.Stages.Take(prediction.Exit).Sum(stage => stage.TrunkMacs + stage.ExitMacs), prediction.Macs);
    }

    [Fact]
    public void Of_equal_probabilities_the_lowest_class_wins()
    {
        NetworkDefinition even = Samples.Smallest();
        even = even with { Stages = [even.Stages[0] with { Exit = ((LinearExitDefinition)even.Stages[0].Exit) with { Weights = [7, 7] } }] };
        Network network = new(even);
        Prediction prediction = network.Run([200], network.CreateWorkspace());
        Assert.Equal(new Prediction(0, 32768, 1, 3), prediction);
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        Network network = new(Samples.Network(36, new InputShape(28, 28, 1), 16));
        Workspace workspace = network.CreateWorkspace();
        byte[] image = Samples.Array<byte>(new Random(37), network.Input.Length);
        network.Run(image, workspace);
        network.RunTo(image, workspace, 3);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int run = 0; run < 500; run++)
        {
            network.Run(image, workspace);
            network.RunTo(image, workspace, 3);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Wrong_arguments_are_refused_with_both_sizes()
    {
        Network network = new(Samples.Smallest());
        Workspace workspace = network.CreateWorkspace();
        ArgumentException fault = Assert.Throws<ArgumentException>(() => network.Run(new byte[2], workspace));
        Assert.Contains("2 bytes, expected 1×1×1", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => network.Run(new byte[1], new Network(Samples.Smallest()).CreateWorkspace()));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.RunTo(new byte[1], workspace, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.RunTo(new byte[1], workspace, 2));
    }

    [Fact]
    public void The_hash_is_of_the_weights_and_nothing_else()
    {
        NetworkDefinition definition = Samples.Network(38, new InputShape(28, 28, 1), 8);
        string hash = new Network(definition).Hash;
        Assert.Equal(64, hash.Length);
        Assert.Equal(hash, new Network(definition with { Name = "other" }).Hash);
        SignDefinition sign = (SignDefinition)definition.Stages[2].Layers[0];
        sign.Flips[3] ^= true;
        Assert.NotEqual(hash, new Network(definition).Hash);
    }

    private static int[][] Logits(NetworkDefinition definition, byte[] image)
    {
        InputShape shape = definition.Input;
        int[,,] x = new int[shape.Height, shape.Width, shape.Channels];
        for (int index = 0; index < image.Length; index++)
            x[index / shape.Channels / shape.Width, index / shape.Channels % shape.Width, index % shape.Channels] = image[index];
        int[][] logits = new int[3][];
        for (int stage = 0; stage < 3; stage++)
        {
            foreach (LayerDefinition layer in definition.Stages[stage].Layers)
                x = Reference.Apply(layer, x);
            logits[stage] = Reference.Logits((LinearExitDefinition)definition.Stages[stage].Exit, x, bits: stage == 2);
        }

        return logits;
    }
}
