namespace Optimizers.Chains.Diagnostics;

/// <summary>Speed of a chain as its caller measured it.</summary>
/// <param name="Proposals">Steps made.</param>
/// <param name="Elapsed">Time they took.</param>
public readonly record struct ProposalRate(long Proposals, TimeSpan Elapsed)
{
    /// <summary>Proposals a second; 0 before any time has passed.</summary>
    public double PerSecond => Elapsed > TimeSpan.Zero ? Proposals / Elapsed.TotalSeconds : 0;

    /// <summary>Two stretches together.</summary>
    public static ProposalRate operator +(ProposalRate a, ProposalRate b) => new(a.Proposals + b.Proposals, a.Elapsed + b.Elapsed);
}
