using Inference.Format;
using Inference.Kernels;
using Inference.Layers;

namespace Inference.Exits;

/// <summary>
/// Exit of several linear heads over the same features: the average of their probabilities, tempered. Asks them in order and stops when those that are left can
/// change neither the answer nor whether it is final.
/// </summary>
/// <remarks>
/// Members are alike, as draws of one posterior are: what one says before the shift is <c>(w_m − w_1)·f + b_m − b_1</c> from what the first said, and the
/// product is at most ‖w_m − w_1‖·‖f‖ (Cauchy and Schwarz). Where the first is sure, this decides after one.
/// </remarks>
internal sealed class VoteExit<TKernels> : IExit
    where TKernels : IKernels
{
    private readonly VoteExitDefinition _definition;
    private readonly IExitFeatures _features;
    private readonly VoteReach _reach;

    public VoteExit(VoteExitDefinition definition, IExitFeatures features, int classes, LayerSite site)
    {
        string place = site.Place;
        Expect.Range(place, "members", definition.Members, 2, NetworkBounds.Members);
        Expect.Range(place, "shift", definition.Shift, 0, 47);
        Expect.Range(place, "threshold", definition.Threshold, 0, ExitPolicy.Never);
        Expect.Length(place, "weights", definition.Weights, (long)definition.Members * classes * features.Length);
        Expect.Length(place, "biases", definition.Biases, definition.Members * classes);
        Expect.Length(place, "inverse temperatures", definition.InverseTemperature, 1);
        Expect.Range(place, "inverse temperature", definition.InverseTemperature[0], NetworkBounds.InverseTemperatureLeast, NetworkBounds.InverseTemperatureMost);
        (_definition, _features) = (definition, features);
        _reach = new VoteReach(definition, classes, features.Length);
        site.Plan.HasVote = true;
    }

    /// <inheritdoc/>
    public long Macs => _definition.Weights.Length + _features.Length;

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        Begin(workspace);
        for (int member = 0; member < _definition.Members; member++)
            Ask(workspace, member);
        Conclude(workspace);
    }

    /// <inheritdoc/>
    public bool Run(Workspace workspace, in ExitRule rule)
    {
        Begin(workspace);
        VoteTally votes = workspace.Votes;
        ReadOnlySpan<short> features = workspace.Features.AsSpan(0, _features.Length);
        long norm = VoteReach.RootAbove((ulong)TKernels.Dot(features, features));
        bool isDecided = false, isFinal = false;
        // To look costs about as much as to ask a member of a small head: at 1, 2, 4, 7, 11, … asked.
        for (int member = 0, look = 0; member < _definition.Members && !isDecided; member++)
        {
            Ask(workspace, member);
            if (member == look && member + 1 < _definition.Members)
            {
                _reach.Bound(member + 1, votes.First, norm, workspace.Logits, workspace.ProbabilityBuffer);
                votes.Bound(workspace.Logits, workspace.ProbabilityBuffer);
                isDecided = votes.IsDecided(rule, out isFinal);
                look += 1 + ((look + 1) / 2);
            }
        }

        Conclude(workspace);
        return isDecided ? isFinal : rule.IsMet(workspace);
    }

    private void Begin(Workspace workspace)
    {
        _features.Gather(workspace);
        workspace.Votes.Begin(_definition.Members, _definition.InverseTemperature[0]);
    }

    private void Ask(Workspace workspace, int member)
    {
        int classes = workspace.Logits.Length, length = _features.Length;
        ReadOnlySpan<short> features = workspace.Features.AsSpan(0, length);
        for (int k = 0; k < classes; k++)
        {
            int row = (member * classes) + k;
            long sum = TKernels.Dot(_definition.Weights.AsSpan(row * length, length), features) + _definition.Biases[row];
            if (member == 0)
                workspace.Votes.First[k] = sum;
            workspace.Logits[k] = FixedPoint.Saturate(sum >> _definition.Shift);
        }

        Softmax.Compute(workspace.Logits, workspace.ProbabilityBuffer);
        workspace.Votes.Add(workspace.ProbabilityBuffer);
    }

    private void Conclude(Workspace workspace)
    {
        VoteTally votes = workspace.Votes;
        votes.Logits(workspace.Logits);
        Softmax.Compute(workspace.Logits, workspace.ProbabilityBuffer);
        // And one for ‖f‖.
        long macs = _features.Length * (((long)votes.Asked * workspace.Logits.Length) + 1);
        (workspace.Answer, workspace.LeastVote, workspace.ExitMacs) = (votes.Answer, votes.LeastVote, macs);
    }
}
