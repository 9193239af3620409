using Agent.Learning;
using Agent.Tests.Telemetry.Support;

namespace Agent.Tests.Learning.Support;

/// <summary>A learner that says yes to everything, waits for <see cref="Gate"/>, and remembers what it was asked.</summary>
internal sealed class FakeLearner : ILearner
{
    public const string Hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    /// <summary>Each is a <see cref="LabelRequest"/>, a patch's bytes, or "revert".</summary>
    public Recorded<object> Asked { get; } = new();

    public Task Gate { get; set; } = Task.CompletedTask;

    public async Task<LabelAnswer> Label(LabelRequest request)
    {
        Asked.Add(request);
        await Gate;
        return request.EventId == "throw" ? throw new InvalidOperationException("a defect") : new LabelAnswer(true, "", Asked.All.Count);
    }

    public Task<CommandAnswer> ApplyPatch(byte[] patch) => Done(patch);

    public Task<CommandAnswer> Revert() => Done("revert");

    private Task<CommandAnswer> Done(object asked)
    {
        Asked.Add(asked);
        return Task.FromResult(new CommandAnswer(true, "", Hash));
    }
}
