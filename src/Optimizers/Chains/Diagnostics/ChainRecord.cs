namespace Optimizers.Chains.Diagnostics;

/// <summary>What is kept of one chain for its report, in bounded memory. Adding a step allocates nothing.</summary>
public sealed class ChainRecord
{
    private readonly RateTrace[] _rates;

    /// <summary>Makes an empty record.</summary>
    /// <param name="name">For legends.</param>
    /// <param name="blocks">Blocks of the chain.</param>
    /// <param name="capacity">Points of a course at most, even, at least 8.</param>
    public ChainRecord(string name, int blocks, int capacity = 1024)
    {
        Name = name;
        Risk = new Trace(capacity);
        Lambda = new Trace(capacity);
        // A rate needs many steps a window to be read.
        _rates = [.. Enumerable.Range(0, blocks).Select(_ => new RateTrace(Math.Max(4, capacity / 16 * 2)))];
    }

    /// <summary>For legends.</summary>
    public string Name { get; }

    /// <summary>Risk a sample, after each step.</summary>
    public Trace Risk { get; }

    /// <summary>λ of each step.</summary>
    public Trace Lambda { get; }

    /// <summary>Acceptance of each block.</summary>
    public IReadOnlyList<RateTrace> Rates => _rates;

    /// <summary>As measured by the caller.</summary>
    public ProposalRate Speed { get; set; }

    /// <summary>Adds a step.</summary>
    /// <param name="block">The block it was of.</param>
    /// <param name="law">The law; below 0: none, for instance a jump.</param>
    /// <param name="isAccepted">Whether it changed weights.</param>
    /// <param name="risk">Risk a sample after it.</param>
    /// <param name="lambda">λ of it.</param>
    public void Add(int block, int law, bool isAccepted, double risk, double lambda)
    {
        Risk.Add(risk);
        Lambda.Add(lambda);
        for (int b = 0; b < _rates.Length; b++)
            _rates[b].Add(b == block && law >= 0, isAccepted);
    }
}
