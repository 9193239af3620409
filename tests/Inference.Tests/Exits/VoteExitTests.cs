using Inference.Exits;
using Inference.Format;
using Inference.Kernels;

namespace Inference.Tests.Exits;

/// <summary>The vote of an exit against the plain definition: every member by the formulas, then the average.</summary>
public sealed class VoteExitTests(ITestOutputHelper output)
{
    private static readonly InputShape Input = new(16, 16, 1);

    [Theory]
    [InlineData(2, 1 << 16)]
    [InlineData(7, 40_000)]
    [InlineData(64, 100_000)]
    public void All_members_give_the_bits_of_the_formulas_on_every_kernel_set(int members, int inverse)
    {
        NetworkDefinition definition = Voting(141, members, 40, inverse, ExitPolicyKind.Top1, [0, 0]);
        byte[] image = Samples.Array<byte>(new Random(142), Input.Length);
        foreach (KernelSet set in KernelCatalog.All.Where(set => set.IsSupported))
        {
            Network network = new(definition, set);
            Workspace workspace = network.CreateWorkspace();
            for (int exit = 1; exit <= 3; exit++)
            {
                (int[] probabilities, int answer, int least) = Plain(definition, image, exit);
                Prediction found = network.RunTo(image, workspace, exit);
                Assert.Equal(probabilities, workspace.Probabilities.ToArray());
                Assert.Equal((answer, least), (found.Class, workspace.LeastVote));
            }
        }
    }

    [Theory]
    [InlineData(ExitPolicyKind.Top1, 1 << 16)]
    [InlineData(ExitPolicyKind.Margin, 1 << 15)]
    [InlineData(ExitPolicyKind.Entropy, 1 << 16)]
    [InlineData(ExitPolicyKind.Entropy, 1 << 17)]
    [InlineData(ExitPolicyKind.Vote, 1 << 16)]
    public void Stopping_changes_neither_answers_nor_exits_and_asks_fewer_than_all(ExitPolicyKind policy, int inverse)
    {
        const int Members = 12;
        long asked = 0, all = 0;
        HashSet<int> taken = [];
        for (int seed = 0; seed < 24; seed++)
        {
            Random random = new(seed);
            byte[][] images = [.. Enumerable.Range(0, 40).Select(_ => Samples.Array<byte>(random, Input.Length))];
            NetworkDefinition definition = Voting(seed, Members, 1 << (seed % 8), inverse, policy, [0, 0]);
            Network network = new(Medians(definition, images));
            Workspace workspace = network.CreateWorkspace(), full = network.CreateWorkspace();
            foreach (byte[] image in images)
            {
                (int exit, int answer) = (0, 0);
                long macs = 0;
                for (bool isFinal = false; !isFinal;)
                {
                    answer = network.RunTo(image, full, ++exit).Class;
                    isFinal = exit == 3 || ExitPolicy.Reaches(policy, ExitPolicy.Score(policy, full), network.Stages[exit - 1].Threshold);
                    macs += network.Stages[exit - 1].ExitMacs;
                }

                Prediction found = network.Run(image, workspace);
                Assert.Equal((exit, answer), (found.Exit, found.Class));
                asked += found.Macs - network.Stages.Take(exit).Sum(stage => stage.TrunkMacs);
                all += macs;
                taken.Add(exit);
            }
        }

        output.WriteLine($"{policy}: {Members * asked / (double)all:F2} of {Members} members asked");
        Assert.True(asked < 0.9 * all, $"{asked} of {all}");
        Assert.Equal([1, 2, 3], taken.Order());
    }

    [Fact]
    public void Members_alike_are_decided_by_the_first_and_a_run_allocates_nothing()
    {
        NetworkDefinition definition = Voting(145, 20, 0, 1 << 16, ExitPolicyKind.Vote, [0, 0]);
        Network network = new(definition);
        Workspace workspace = network.CreateWorkspace();
        Assert.True(workspace.Bytes > new Network(Samples.Network(145, Input, 8)).CreateWorkspace().Bytes);
        byte[] image = Samples.Array<byte>(new Random(146), Input.Length);
        long first = network.Stages[0].ExitMacs / 61 * 4, length = network.Stages[0].ExitMacs / 61;
        Assert.Equal(first, network.Run(image, workspace).Macs - network.Stages[0].TrunkMacs);
        Assert.Equal(61 * length, network.RunTo(image, workspace, 1).Macs - network.Stages[0].TrunkMacs);
        network.RunTo(image, workspace, 3);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int run = 0; run < 200; run++)
        {
            network.Run(image, workspace);
            network.RunTo(image, workspace, 3);
            network.Finish(workspace);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_vote_comes_back_from_its_file_and_whatever_does_not_fit_is_refused()
    {
        NetworkDefinition definition = Voting(147, 5, 30, 70_000, ExitPolicyKind.Vote, [50_000, 65_536]);
        byte[] file = Samples.File(definition);
        NetworkDefinition read = ModelFile.Read(file);
        Assert.Equal(file, Samples.File(read));
        VoteExitDefinition vote = (VoteExitDefinition)read.Stages[0].Exit;
        Assert.Equal((5, 70_000), (vote.Members, vote.InverseTemperature[0]));
        Assert.Equal(ExitPolicyKind.Vote, read.Policy);
        Assert.Contains("members 65,", Refused(vote with { Members = 65 }), StringComparison.Ordinal);
        Assert.Contains("members 1,", Refused(vote with { Members = 1 }), StringComparison.Ordinal);
        Assert.Contains("weights", Refused(vote with { Members = 6 }), StringComparison.Ordinal);
        Assert.Contains("biases", Refused(vote with { Biases = vote.Biases[1..] }), StringComparison.Ordinal);
        Assert.Contains("inverse temperature 1023", Refused(vote with { InverseTemperature = [1023] }), StringComparison.Ordinal);
        Assert.Contains("inverse temperature 4194305", Refused(vote with { InverseTemperature = [(1 << 22) + 1] }), StringComparison.Ordinal);
        Assert.Contains("0 inverse temperatures", Refused(vote with { InverseTemperature = [] }), StringComparison.Ordinal);
        Assert.Contains("shift 48", Refused(vote with { Shift = 48 }), StringComparison.Ordinal);
        Assert.Contains("grid 3", Refused(vote with { Grid = 3 }), StringComparison.Ordinal);

        string Refused(VoteExitDefinition exit) => Assert.Throws<ModelFormatException>(
            () => new Network(definition with { Stages = [definition.Stages[0] with { Exit = exit }, .. definition.Stages.Skip(1)] })).Message;
    }

    [Fact]
    public void Every_truncation_and_changed_byte_of_a_small_vote_is_refused()
    {
        NetworkDefinition small = Samples.Smallest();
        VoteExitDefinition vote = new(2, 1, [0], [-256, 256, -250, 240], [0, 0, 1, 2], 6, [65536], 0);
        byte[] file = Samples.File(small with { Stages = [small.Stages[0] with { Exit = vote }] });
        Network network = Network.Read(file, "small");
        Assert.Equal("light", network.Classes[network.Run([255], network.CreateWorkspace()).Class]);
        for (int index = 0; index < file.Length; index++)
        {
            byte[] changed = [.. file];
            changed[index] ^= 1;
            Assert.Throws<ModelFormatException>(() => ModelFile.Read(changed));
            Assert.Throws<ModelFormatException>(() => ModelFile.Read(file.AsSpan(0, index)));
        }
    }

    private static NetworkDefinition Voting(int seed, int members, int spread, int inverse, ExitPolicyKind policy, int[] thresholds)
    {
        Random random = new(seed + 1000);
        NetworkDefinition like = Samples.Network(seed, Input, 8, policy);
        int[] channels = [8, 16, 19];
        return like with
        {
            Stages = [.. like.Stages.Select((stage, i) => stage with
            {
                Exit = Samples.Vote(random, (members, 4, channels[i], 3), spread, inverse, i < 2 ? thresholds[i] : 0),
            })],
        };
    }

    /// <summary>Thresholds that half of the images reach at each exit.</summary>
    private static NetworkDefinition Medians(NetworkDefinition definition, byte[][] images)
    {
        Network network = new(definition);
        Workspace workspace = network.CreateWorkspace();
        return definition with
        {
            Stages = [.. definition.Stages.Select((stage, i) => stage with
            {
                Exit = stage.Exit with
                {
                    Threshold = images.Select(image =>
                    {
                        network.RunTo(image, workspace, i + 1);
                        return ExitPolicy.Score(definition.Policy, workspace);
                    }).Order().ElementAt(images.Length / 2),
                },
            })],
        };
    }

    private static (int[] Probabilities, int Answer, int Least) Plain(NetworkDefinition definition, byte[] image, int exit)
    {
        int[,,] x = new int[Input.Height, Input.Width, 1];
        for (int index = 0; index < image.Length; index++)
            x[index / Input.Width, index % Input.Width, 0] = image[index];
        foreach (LayerDefinition layer in definition.Stages.Take(exit).SelectMany(stage => stage.Layers))
            x = Reference.Apply(layer, x);
        VoteExitDefinition vote = (VoteExitDefinition)definition.Stages[exit - 1].Exit;
        int length = vote.Weights.Length / vote.Members / 3;
        int[][] members = [.. Enumerable.Range(0, vote.Members).Select(m =>
        {
            LinearExitDefinition member = new(
                vote.Grid, vote.Offsets, vote.Weights[(m * 3 * length)..((m + 1) * 3 * length)], vote.Biases[(m * 3)..((m + 1) * 3)], vote.Shift, 0);
            int[] said = new int[3];
            Softmax.Compute(Reference.Logits(member, x, bits: exit == 3), said);
            return said;
        })];
        int[] sums = [.. Enumerable.Range(0, 3).Select(k => members.Sum(member => member[k]))], probabilities = new int[3];
        int[] logits = [.. sums.Select(sum => (int)Math.Floor(
            (Math.Floor((Log(Math.Max(1, sum)) - Log(65536 * vote.Members)) * 45426m / 65536m) * vote.InverseTemperature[0] / 65536m) + 0.5m))];
        Softmax.Compute(logits, probabilities);
        int answer = Array.IndexOf(sums, sums.Max());
        return (probabilities, answer, members.Min(member => member[answer]));
    }

    private static int Log(int sum)
    {
        int n = (int)Math.Floor(Math.Log2(sum));
        decimal place = 256m * sum / (1L << n);
        int i = (int)Math.Floor(place);
        int from = FixedPoint.Logarithm(i), to = FixedPoint.Logarithm(i + 1);
        return (65536 * (n - 8)) + from + (int)Math.Floor((to - from) * (place - i));
    }
}
