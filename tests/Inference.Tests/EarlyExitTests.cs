using Inference.Exits;
using Inference.Format;

namespace Inference.Tests;

/// <summary>Exits that never answer, exits that are closed while running, and going on to the last exit after an early answer.</summary>
public sealed class EarlyExitTests
{
    private static readonly NetworkDefinition Sample = Samples.Network(91, new InputShape(28, 28, 1), 16);

    [Fact]
    public void Finishing_gives_the_last_exits_own_answer_and_the_cost_of_the_way_there()
    {
        Network network = new(Sample);
        Workspace workspace = network.CreateWorkspace(), other = network.CreateWorkspace();
        Random random = new(92);
        for (int trial = 0; trial < 60; trial++)
        {
            byte[] image = Samples.Array<byte>(random, Sample.Input.Length);
            Prediction alone = network.RunTo(image, other, 3), early = network.RunTo(image, workspace, 1 + trial % 3);
            Prediction last = network.Finish(workspace);
            Assert.Equal((alone.Class, alone.Confidence, 3), (last.Class, last.Confidence, last.Exit));
            Assert.Equal(other.Probabilities, workspace.Probabilities);
            Assert.Equal(alone.Macs + (early.Exit < 3 ? network.Stages[early.Exit - 1].ExitMacs : 0), early.Macs + last.Macs);
            // Again: nothing is left to run, and the answer stays.
            Assert.Equal(last with { Macs = 0 }, network.Finish(workspace));
        }
    }

    [Fact]
    public void A_threshold_of_never_leaves_the_exit_out_in_answers_and_cost_whatever_the_score()
    {
        foreach (ExitPolicyKind policy in Enum.GetValues<ExitPolicyKind>())
        {
            Assert.False(ExitPolicy.Leaves(policy, [65536, 0, 0], ExitPolicy.Never));
            Assert.False(ExitPolicy.Leaves(policy, [21846, 21845, 21845], ExitPolicy.Never));
            Network network = new(Threshold(0, ExitPolicy.Never) with { Policy = policy });
            Workspace workspace = network.CreateWorkspace();
            Random random = new(93);
            for (int trial = 0; trial < 50; trial++)
            {
                Prediction answer = network.Run(Samples.Array<byte>(random, Sample.Input.Length), workspace);
                Assert.NotEqual(1, answer.Exit);
                Assert.Equal(network.CascadeMacs(answer.Exit), answer.Macs);
                Assert.Equal(new Network(Sample).CascadeMacs(2) - network.Stages[0].ExitMacs, network.CascadeMacs(2));
            }
        }
    }

    [Fact]
    public void A_closed_exit_and_those_after_it_never_answer_until_they_are_opened_again()
    {
        Network network = new(Threshold(0, 0));
        Workspace workspace = network.CreateWorkspace();
        byte[] image = Samples.Array<byte>(new Random(94), Sample.Input.Length);
        Assert.Equal(1, network.Run(image, workspace).Exit);
        workspace.OpenExits = 0;
        Assert.Equal(3, network.Run(image, workspace).Exit);
        workspace.OpenExits = 1;
        Assert.Equal(1, network.Run(image, workspace).Exit);
    }

    [Fact]
    public void Finishing_what_was_never_begun_is_refused()
    {
        Network network = new(Sample);
        Assert.Throws<ArgumentException>(() => network.Finish(network.CreateWorkspace()));
        Assert.Throws<ArgumentException>(() => network.Finish(new Network(Sample).CreateWorkspace()));
    }

    [Theory]
    [InlineData(ExitPolicyKind.Top1)]
    [InlineData(ExitPolicyKind.Margin)]
    [InlineData(ExitPolicyKind.Entropy)]
    [InlineData(ExitPolicyKind.Vote)]
    public void An_exit_leaves_where_its_doubt_is_at_most_the_bound_of_its_threshold(ExitPolicyKind kind)
    {
        Random random = new(95);
        for (int trial = 0; trial < 1000; trial++)
        {
            int[] probabilities = new int[3];
            Softmax.Compute(Samples.Numbers(random, 3, 1 << random.Next(1, 21)), probabilities);
            int doubt = ExitPolicy.Doubt(kind, ExitPolicy.Score(kind, probabilities)), bound = random.Next(65537);
            Assert.InRange(doubt, 0, 65536);
            Assert.Equal(doubt <= bound, ExitPolicy.Leaves(kind, probabilities, ExitPolicy.Threshold(kind, bound)));
            Assert.False(ExitPolicy.Leaves(kind, probabilities, ExitPolicy.Threshold(kind, -1)));
        }
    }

    private static NetworkDefinition Threshold(int stage, int threshold)
    {
        StageDefinition[] stages = [.. Sample.Stages];
        stages[stage] = stages[stage] with { Exit = stages[stage].Exit with { Threshold = threshold } };
        return Sample with { Stages = stages };
    }
}
