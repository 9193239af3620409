using Agent.Learning;
using Agent.Telemetry;
using Agent.Tests.Learning.Support;
using Agent.Tests.Telemetry.Support;
using Optimizers.Learning.Memory;
using static Agent.Tests.Learning.Support.OpenDesk;

namespace Agent.Tests.Learning;

/// <summary>Topic <c>label</c> through a real broker.</summary>
public sealed class RequestDeskTests
{
    [Fact]
    public async Task A_label_is_answered_where_the_asker_says_else_beside_it()
    {
        await using OpenDesk open = await OpenAsync();
        Received there = await open.LabelAsync(Utf8("""{"event_id":"6f1c8a52-17","label":"person"}"""), "one");
        Assert.Equal(("asker/labels", "application/json", "vigie.label-answer.v1"), (there.Topic, there.ContentType, there.Properties["schema"]));
        Assert.Equal(("6f1c8a52-17", "person", "true", "", "1"),
            (there.Text("event_id"), there.Text("label"), there.Text("accepted"), there.Text("reason"), there.Text("samples")));
        Assert.InRange(there.Expiry, 540u, 600u);
        Assert.False(there.Properties.ContainsKey("seq"));

        await open.Asker.AskAsync(Root + "label", Utf8("""{"event_id":"6f1c8a52-18","label":"vehicle","source":"operator"}"""));
        Received beside = await open.Asker.Messages.FirstAsync(m => m.Is("label/answer"));
        Assert.Equal(("6f1c8a52-18", "1", false), (beside.Text("event_id"), beside.Properties["seq"], beside.Retain));
        Assert.Equal(
            [new LabelRequest("6f1c8a52-17", "person", LabelSource.Operator), new LabelRequest("6f1c8a52-18", "vehicle", LabelSource.Operator)],
            open.Learner.Asked.All.Cast<LabelRequest>());
        Assert.Equal(new RequestCounts(2, 0, 0, 0, 0), open.Desk.Counts);
        await open.Publisher.StopAsync(TestContext.Current.CancellationToken);
        Assert.True(open.Publisher.Snapshot.Ledger is { Produced: 2, Acknowledged: 2, IsBalanced: true });
    }

    [Fact]
    public async Task What_is_no_label_is_answered_why_and_the_next_is_served()
    {
        await using OpenDesk open = await OpenAsync();
        Assert.Contains("expected at most 4096", (await open.LabelAsync(new byte[4097], "large")).Text("reason"));
        Assert.Contains("no UTF-8", (await open.LabelAsync([(byte)'{', 0xFF], "bytes")).Text("reason"));
        Assert.Contains("does not keep", (await open.LabelAsync(Utf8("""{"event_id":"a-1","label":"person"}"""), "kept", retain: true)).Text("reason"));
        await open.Asker.AskAsync(Root + "label", Utf8("""{"event_id":"a-2","label":"person"}"""), Root + "state", "astray");
        Received astray = await open.Asker.Messages.FirstAsync(m => m.Is("label/answer"));
        Assert.Equal(("a-2", "false"), (astray.Text("event_id"), astray.Text("accepted")));
        Assert.Contains("expected one below vigie/v1/home/gate-pi/answer/ or outside vigie/", astray.Text("reason"));
        Assert.Empty(open.Learner.Asked.All);
        Assert.Equal("true", (await open.LabelAsync(Utf8("""{"event_id":"a-3","label":"person"}"""), "good")).Text("accepted"));
        Assert.Equal(new RequestCounts(1, 4, 0, 0, 0), open.Desk.Counts);
    }

    [Fact]
    public async Task A_learner_that_takes_its_time_holds_up_nobody_and_too_many_are_told_so()
    {
        await using OpenDesk open = await OpenAsync();
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        open.Learner.Gate = gate.Task;
        await AskAsync(0);
        await open.Learner.Asked.UntilAsync(all => all.Count == 1);
        for (int i = 1; i <= RequestDesk.Places + 3; i++)
            await AskAsync(i);
        IReadOnlyList<Received> busy = await open.Asker.Messages.UntilAsync(all => Answers(all).Count() == 3);
        Assert.All(Answers(busy), m => Assert.Contains("busy: found 64 requests", m.Text("reason")));
        Assert.Equal(["a-65", "a-66", "a-67"], Answers(busy).Select(m => m.Text("event_id")));
        open.Publisher.Post(Given.Event(1));
        await open.Asker.Messages.FirstAsync(m => m.Is("event"));
        gate.SetResult();
        IReadOnlyList<Received> all = await open.Asker.Messages.UntilAsync(all => Answers(all).Count() == RequestDesk.Places + 4);
        Assert.Equal(Enumerable.Range(0, RequestDesk.Places + 1).Select(i => $"a-{i}"), Answers(all).Where(m => m.Text("accepted") == "true").Select(m => m.Text("event_id")));

        Task AskAsync(int i) => open.Asker.AskAsync(Root + "label", Utf8($$"""{"event_id":"a-{{i}}","label":"person"}"""));
    }

    [Fact]
    public async Task A_learner_that_fails_is_said_and_the_next_is_served()
    {
        await using OpenDesk open = await OpenAsync();
        Assert.Equal("the learner failed: a defect", (await open.LabelAsync(Utf8("""{"event_id":"throw","label":"person"}"""), "one")).Text("reason"));
        Assert.Contains("a defect", (await open.Notices.FirstAsync(notice => notice.Kind == PublisherNoticeKind.Request)).Text);
        Assert.Equal("true", (await open.LabelAsync(Utf8("""{"event_id":"a-1","label":"person"}"""), "two")).Text("accepted"));
    }

    [Fact]
    public async Task What_waits_when_the_agent_ends_is_answered()
    {
        await using OpenDesk open = await OpenAsync();
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        open.Learner.Gate = gate.Task;
        Task<Received> first = open.LabelAsync(Utf8("""{"event_id":"a-1","label":"person"}"""), "one");
        await open.Learner.Asked.UntilAsync(all => all.Count == 1);
        Task<Received> second = open.LabelAsync(Utf8("""{"event_id":"a-2","label":"person"}"""), "two");
        Task ending = open.Desk.DisposeAsync().AsTask();
        gate.SetResult();
        await ending;
        Assert.Equal("true", (await first).Text("accepted"));
        Assert.Contains("the agent ends", (await second).Text("reason"));
    }

    [Theory]
    [InlineData(true, "true", "")]
    [InlineData(false, "false", "learning.teacher is false")]
    public async Task A_board_labels_with_its_certificate_where_teachers_are_welcome(bool acceptsBoards, string accepted, string reason)
    {
        await using OpenDesk open = await OpenAsync(acceptsBoards);
        Received answer = await open.LabelAsync(
            Utf8($$"""{"event_id":"a-1","label":"person","source":"board","risk":0.01,"failure":0.05,"network_hash":"{{FakeLearner.Hash}}"}"""), "one");
        Assert.Equal(accepted, answer.Text("accepted"));
        Assert.Contains(reason, answer.Text("reason"));
        LabelRequest[] asked = acceptsBoards ? [new("a-1", "person", LabelSource.OtherBoard, 0.01, 0.05, FakeLearner.Hash)] : [];
        Assert.Equal(asked, open.Learner.Asked.All.Cast<LabelRequest>());
    }

    private static IEnumerable<Received> Answers(IEnumerable<Received> all) => all.Where(m => m.Is("label/answer"));
}
