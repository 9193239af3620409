using Agent.Telemetry;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Agent.Tests.Telemetry;

public sealed class LedgerTests
{
    private enum Step
    {
        Put,
        Take,
        Acknowledge,
        Return,
        Refuse,
        Wait,
        GiveUp,
    }

    [Fact]
    public void Nothing_goes_missing_whatever_happens_in_whatever_order()
    {
        Gen<(Step Step, int Size, OutboxRank Rank)> step = Gen.Select(
            Gen.Frequency(
                (6, Gen.Const(Step.Put)), (6, Gen.Const(Step.Take)), (2, Gen.Const(Step.Acknowledge)), (2, Gen.Const(Step.Return)),
                (1, Gen.Const(Step.Refuse)), (2, Gen.Const(Step.Wait)), (1, Gen.Const(Step.GiveUp))),
            Gen.Int[0, 60],
            Gen.Enum<OutboxRank>());
        step.Array[0, 200].Sample(Run, iter: 300, seed: "0N0XIzNsQ0O2");
    }

    [Fact]
    public async Task Nothing_goes_missing_between_threads()
    {
        Outbox outbox = new(new OutboxOptions { Messages = 20, Bytes = 500 }, TimeProvider.System);
        Task[] makers = [.. Enumerable.Range(0, 3).Select(maker => Task.Run(() =>
        {
            for (int i = 0; i < 2000; i++)
            {
                outbox.Put(OutboxTests.Message(i, (OutboxRank)(i % 4), 1 + (i % 50)));
                Assert.True(outbox.Ledger.IsBalanced);
            }
        }))];
        Random random = new(5);
        while (!Task.WhenAll(makers).IsCompleted)
        {
            if (!outbox.TryTake(out _))
                continue;
            if (random.Next(3) == 0)
                outbox.Return();
            else
                outbox.Acknowledge();
            Assert.True(outbox.Ledger.IsBalanced);
        }

        await Task.WhenAll(makers);
        outbox.DropWaiting(DropReason.AtShutdown);
        Assert.Equal(6000, outbox.Ledger.Produced);
        Assert.True(outbox.Ledger is { IsBalanced: true, Queued: 0, InFlight: 0, Bytes: 0 });
    }

    private static void Run((Step Step, int Size, OutboxRank Rank)[] steps)
    {
        FakeTimeProvider time = new();
        OutboxOptions options = new() { Messages = 8, Bytes = 200 };
        Outbox outbox = new(options, time);
        HashSet<long> confirmed = [];
        OutboxMessage? flying = null;
        long produced = 0;
        foreach ((Step step, int size, OutboxRank rank) in steps)
        {
            switch (step)
            {
                case Step.Put:
                    outbox.Put(OutboxTests.Message(++produced, rank, size * 4));
                    break;
                case Step.Take when flying is null:
                    outbox.TryTake(out flying);
                    break;
                case Step.Acknowledge when flying is not null:
                    outbox.Acknowledge();
                    Assert.True(confirmed.Add(flying.Seq));
                    flying = null;
                    break;
                case Step.Return when flying is not null:
                    outbox.Return();
                    flying = null;
                    break;
                case Step.Refuse when flying is not null:
                    outbox.Drop(DropReason.Refused);
                    flying = null;
                    break;
                case Step.Wait:
                    time.Advance(TimeSpan.FromMinutes(size));
                    break;
                case Step.GiveUp when size == 0:
                    outbox.DropWaiting(DropReason.AtShutdown);
                    break;
            }

            Ledger ledger = outbox.Ledger;
            Assert.True(ledger.IsBalanced, $"{step}: {ledger}");
            Assert.Equal(produced, ledger.Produced);
            Assert.Equal(confirmed.Count, ledger.Acknowledged);
            Assert.InRange(ledger.Queued + ledger.InFlight, 0, options.Messages);
            Assert.InRange(ledger.Bytes, 0, options.Bytes);
        }
    }
}
