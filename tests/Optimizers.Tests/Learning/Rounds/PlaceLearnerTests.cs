using Optimizers.Learning.Guarding;
using Optimizers.Learning.Patches;
using Optimizers.Learning.Rounds;

namespace Optimizers.Tests.Learning.Rounds;

/// <summary>Rounds of learning: what starts them, what ends them, what serves, and what the disk keeps.</summary>
public sealed class PlaceLearnerTests
{
    private const int Labels = 150;

    [Fact]
    public void A_place_is_learnt_and_the_patch_of_it_gives_the_same_network_elsewhere()
    {
        PlaceLearner place = new Disks().Open();
        SomePlace.Live(place, Labels);
        Assert.True(place.Status.Round >= 2, $"found {place.Status.Round} rounds");
        Assert.False(place.IsShipped, place.Status.Decision?.Text);
        Patch adaptation = Patch.Read(place.Adaptation!.ToBytes());
        Assert.Equal(PatchDiff.HashOf(place.Serving), PatchDiff.HashOf(PatchDiff.Apply(SomePlace.Shipped.Definition, adaptation)));
        PlaceLearner other = new Disks().Open();
        other.Apply(adaptation);
        Assert.Equal(PatchDiff.HashOf(place.Serving), PatchDiff.HashOf(other.Serving));
        Assert.Equal(1, other.Status.Looks);
    }

    [Fact]
    public void No_round_begins_before_the_labels_are_there_and_none_without_new_ones()
    {
        PlaceLearner place = new Disks().Open();
        for (int i = 0; i < SomePlace.Plan.LabelsPerRound; i++)
        {
            Assert.Contains("labels for the next round", place.Status.Waiting, StringComparison.Ordinal);
            Assert.Null(place.Run(100));
            SomePlace.Add(place, i);
        }

        while (place.Status.Waiting is { } waiting)
        {
            Assert.Contains("that the guard needs", waiting, StringComparison.Ordinal);
            SomePlace.Add(place, (int)place.Memory.Accepted);
        }

        GuardDecision? decision = null;
        for (int i = 0; i < 200 && decision is null; i++)
            decision = place.Run(100);
        Assert.NotNull(decision);
        Assert.Equal(1, place.Status.Looks);
        Assert.Contains("labels for the next round", place.Status.Waiting, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_anchors_nothing_is_learnt_and_the_reason_is_said()
    {
        Disks disks = new();
        PlaceLearner place = disks.Open(SomePlace.Plan with { Guard = null });
        Assert.Contains("vigie anchors", place.Status.Waiting, StringComparison.Ordinal);
        Assert.Null(place.Run(10_000));
        Assert.True(place.IsShipped);
    }

    [Fact]
    public void The_former_weights_come_back_and_stay()
    {
        Disks disks = new();
        PlaceLearner place = disks.Open();
        SomePlace.Live(place, Labels);
        Assert.True(place.Back());
        string former = PatchDiff.HashOf(place.Serving);
        Assert.Equal(former, PatchDiff.HashOf(disks.Open().Serving));
        while (place.Back())
            Assert.NotEqual(former, PatchDiff.HashOf(place.Serving));
        Assert.True(place.IsShipped);
        Assert.Null(place.Adaptation);
    }

    [Fact]
    public void Stopped_anywhere_and_opened_again_it_comes_to_the_same_end()
    {
        Disks whole = new();
        SomePlace.Live(whole.Open(), Labels);
        string expected = whole.Digest();
        Disks cut = new();
        int cuts = 0;
        // Each life ends after so many bytes; a life that gets to the end is the last.
        for (int life = 0; life < 400; life++)
        {
            cut.Left = 500 + (life * 7919 % 90_000);
            try
            {
                SomePlace.Live(cut.Open(), Labels);
                break;
            }
            catch (CutException)
            {
                cuts++;
            }
        }

        cut.Left = int.MaxValue;
        Assert.InRange(cuts, 8, 399);
        Assert.Equal(expected, cut.Digest());
        Assert.DoesNotContain(cut.Open().TakeNotices(), notice => !notice.Contains("was not written to its end", StringComparison.Ordinal));
    }

    [Fact]
    public void A_round_file_runs_the_same_chain_again()
    {
        Disks disks = new();
        PlaceLearner place = disks.Open();
        SomePlace.Live(place, Labels);
        PatchProvenance origin = place.Adaptation!.Provenance!;
        RoundReplay replay = RoundReplay.Open(disks.Round(origin.Result), SomePlace.Shipped, SomePlace.Anchors);
        Assert.Equal(origin.Memory, replay.Hash);
        while (replay.Run(1000))
            Assert.InRange(replay.Steps, 1, replay.StepsTotal);
        Assert.Equal(origin.Result, PatchDiff.HashOf(replay.Result()));
        Assert.Throws<InvalidDataException>(() => RoundReplay.Open(disks.Round(origin.Result), Chains.Residual.SomeResidual.Network(5), SomePlace.Anchors));
    }

    [Fact]
    public void A_damaged_round_is_left_and_said()
    {
        Disks disks = new();
        PlaceLearner place = disks.Open();
        while (place.Status.Waiting is not null)
            SomePlace.Add(place, (int)place.Memory.Accepted);
        place.Run(500);
        place.Save();
        byte[] round = disks.Files["round"];
        for (int at = 0; at < round.Length; at += 97)
        {
            byte[] damaged = [.. round];
            damaged[at] ^= 4;
            disks.Files["round"] = damaged;
            PlaceLearner found = disks.Open();
            Assert.Contains(found.TakeNotices(), notice => notice.StartsWith("round:", StringComparison.Ordinal));
            Assert.Equal(place.Memory.Hash, found.Memory.Hash);
        }
    }

    [Fact]
    public void A_header_keeps_every_number_of_a_plan()
    {
        Optimizers.Learning.Tuning.TunerPlan plan = new()
        {
            Lambda = 3.5,
            Balance = 5,
            Flips = 0.01,
            ExitChanges = 0.03,
            Deaths = 0.001,
            ChangeWidth = 1.5,
            ExitWidth = 0.3,
            BiasWidth = 0.4,
            Shares = (0.1, 0.2, 0.7),
            MovesPerVisit = 7,
            Steps = 99,
            BurnIn = 0.25,
            Keep = 3,
            Seed = 8,
        };
        Optimizers.Learning.Tuning.TunerPlan plain = new();
        Assert.All(typeof(Optimizers.Learning.Tuning.TunerPlan).GetProperties().Where(property => property.CanWrite), property => Assert.NotEqual(property.GetValue(plain), property.GetValue(plan)));
        RoundHeader header = RoundHeader.Of(3, "aa", 2, "m", "n", 17, plan);
        Assert.Equal(plan, RoundHeader.Read(header.Write()).Plan);
    }
}
