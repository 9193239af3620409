using Inference;
using Inference.Format;
using Optimizers.Chains.Heads;
using Optimizers.Learning.Guarding;
using Optimizers.Learning.Patches;
using Optimizers.Learning.Tuning;
using Optimizers.Tests.Chains.Residual;

namespace Optimizers.Tests.Learning.Tuning;

/// <summary>Draws of an exit as one exit of members.</summary>
public sealed class DrawVoteTests
{
    private static readonly Network Shipped = SomeResidual.Network(71);
    private static readonly byte[][] Pictures = SomeResidual.Pictures(Shipped, 60, 72);
    private static readonly byte[] Labels = SomeResidual.Labels(60, 73);

    [Fact]
    public void The_network_answers_by_the_average_of_its_draws()
    {
        NetworkDefinition[] draws = Draws((0, 1, 0));
        Network vote = new(DrawVote.Of(draws, 1));
        Network[] alone = [.. draws.Select(draw => new Network(draw))];
        Workspace workspace = vote.CreateWorkspace();
        foreach (byte[] picture in Pictures)
        {
            int[][] said = [.. alone.Select(network => Said(network, picture))];
            vote.RunTo(picture, workspace, 1);
            for (int k = 0; k < 3; k++)
                Assert.Equal(said.Average(member => member[k]), workspace.Probabilities[k], 6.0);
            Assert.Equal(vote.RunTo(picture, workspace, 1).Class, vote.Run(picture, workspace).Class);
        }

        static int[] Said(Network network, byte[] picture)
        {
            Workspace own = network.CreateWorkspace();
            network.RunTo(picture, own, 1);
            return own.Probabilities.ToArray();
        }
    }

    [Fact]
    public void A_fitted_temperature_loses_no_more_than_none_and_changes_no_answer()
    {
        NetworkDefinition plain = DrawVote.Of(Draws((0, 1, 0)), 1);
        Temperature fitted = DrawVote.Fit(plain, 1, Pictures, [.. Labels.Select(label => (int)label)]);
        Assert.NotEqual(Temperature.One, fitted);
        Network before = new(plain), after = new(DrawVote.Tempered(plain, 1, fitted));
        Workspace first = before.CreateWorkspace(), second = after.CreateWorkspace();
        double loss = 0, tempered = 0;
        for (int i = 0; i < Pictures.Length; i++)
        {
            Assert.Equal(before.RunTo(Pictures[i], first, 1).Class, after.RunTo(Pictures[i], second, 1).Class);
            loss -= Math.Log(Math.Max(1, first.Probabilities[Labels[i]]));
            tempered -= Math.Log(Math.Max(1, second.Probabilities[Labels[i]]));
        }

        Assert.True(tempered < loss, $"{tempered} after {loss}");
    }

    [Fact]
    public void Without_a_wrong_answer_or_a_picture_the_temperature_stays()
    {
        NetworkDefinition vote = DrawVote.Of(Draws((0, 1, 0)), 1);
        Network network = new(vote);
        Workspace workspace = network.CreateWorkspace();
        Assert.Equal(Temperature.One, DrawVote.Fit(vote, 1, Pictures, [.. Pictures.Select(picture => network.RunTo(picture, workspace, 1).Class)]));
        Assert.Equal(Temperature.One, DrawVote.Fit(vote, 1, [], []));
    }

    [Fact]
    public void Draws_whose_signs_differ_or_that_are_too_few_are_refused()
    {
        Assert.Contains("differ elsewhere", Assert.Throws<ArgumentException>(() => DrawVote.Of(Draws((1, 1, 0)), 1)).Message, StringComparison.Ordinal);
        Assert.Contains("found 1 draws", Assert.Throws<ArgumentException>(() => DrawVote.Of([Shipped.Definition], 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_patch_carries_members_temperature_and_policy()
    {
        NetworkDefinition before = DrawVote.Of(Draws((0, 1, 0)), 1), after = DrawVote.Tempered(before, 1, new Temperature(50_000)) with { Policy = ExitPolicyKind.Vote };
        VoteExitDefinition exit = (VoteExitDefinition)after.Stages[0].Exit;
        exit = exit with { Weights = [.. exit.Weights] };
        exit.Weights[7]++;
        after = after with { Stages = [after.Stages[0] with { Exit = exit }] };
        Patch patch = Patch.Read(PatchDiff.Of(before, after).ToBytes());
        Assert.Equal(["stage1.exit.weights", "stage1.exit.inverse_temperature"], patch.Changes.Tensors.Select(change => change.Name));
        Assert.Equal(PatchDiff.HashOf(after), PatchDiff.HashOf(PatchDiff.Apply(before, patch)));
        Assert.Equal(PatchDiff.HashOf(before), PatchDiff.HashOf(PatchDiff.Revert(after, patch)));
    }

    private static NetworkDefinition[] Draws((double, double, double) shares)
    {
        TunerPlan plan = new() { Steps = 4000, Keep = 6, Flips = 0.05, ExitWidth = 0.3, Shares = shares, Seed = 3 };
        StageTuner tuner = StageEnd.Of(Shipped, 1).Begin(StageMaps.BeforeLast(Shipped, 1, Pictures), Labels, plan);
        tuner.Run(long.MaxValue);
        return [.. Enumerable.Range(0, tuner.Draws).Select(tuner.Export)];
    }
}
