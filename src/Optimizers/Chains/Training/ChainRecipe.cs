namespace Optimizers.Chains.Training;

/// <summary>How chains train a network of signs; the block <c>"chain"</c> of a recipe.</summary>
public sealed record ChainRecipe
{
    /// <summary>Steps of each stage, of each chain.</summary>
    public long Steps { get; set; } = 1_000_000;

    /// <summary>λ: the target is <c>π(w)·exp(−λ·R_n(w))</c>, R_n the sum of the losses.</summary>
    public double Lambda { get; set; } = 1;

    /// <summary>λ at the first step, from which it grows geometrically; absent: λ is constant from the first step on.</summary>
    public double? LambdaStart { get; set; }

    /// <summary>Share of a stage's steps over which λ grows; what follows samples at one λ.</summary>
    public double Anneal { get; set; } = 0.7;

    /// <summary>
    /// Shares of the pictures that the target is over, one after the other, growing to 1: a small memory makes the first steps cheap. λ is larger over a
    /// share, by as much as the share is smaller, so that it stands for the target over all.
    /// </summary>
    public double[] Memory { get; set; } = [1];

    /// <summary>Shares of the steps spent with each memory; as many, 1 in all.</summary>
    public double[] MemorySteps { get; set; } = [1];

    /// <summary>Moves of a unit of a layer before another is visited.</summary>
    public int MovesPerVisit { get; set; } = 200;

    /// <summary>Moves of a class of the exit before another unit is visited.</summary>
    public int ExitMovesPerVisit { get; set; } = 20;

    /// <summary>Share of the visits that go to the exit.</summary>
    public double ExitShare { get; set; } = 0.1;

    /// <summary>1: the exit's weights are ±1. Above: whole numbers up to this, moved by heavy-tailed steps under a Student prior, from 0 on.</summary>
    public int ExitLargest { get; set; } = 1;

    /// <summary>Largest number of signs that a move may flip; above 1, it is adapted while λ grows and then kept.</summary>
    public int Flips { get; set; } = 1;

    /// <summary><c>cross_entropy</c>, <c>zero_one</c> or <c>hinge</c>.</summary>
    public string Loss { get; set; } = "cross_entropy";

    /// <summary>Chains side by side, each a network of its own.</summary>
    public int Chains { get; set; } = 1;

    /// <summary>1: stage after stage. Above: all stages take turns, so many times, each with the inputs that the stages before give by then.</summary>
    public int Rounds { get; set; } = 1;

    /// <summary>Samples kept of each chain and stage, evenly over the steps at constant λ.</summary>
    public int Keep { get; set; } = 20;

    /// <summary>How layers of signs are moved: <c>bin</c>, or by the change of R_n of every flip, <c>informed</c> or <c>rejection_free</c>. The exit keeps its own.</summary>
    public string Law { get; set; } = "bin";

    /// <summary>π over signs: <c>uniform</c>, or <c>sparse_flip</c>, where each is unlike its start independently with the same probability.</summary>
    public string Prior { get; set; } = "uniform";

    /// <summary>That probability, the share of the signs expected to be flipped; with <c>sparse_flip</c> only.</summary>
    public double? PriorFlips { get; set; }

    /// <summary>χ of minibatches (<see cref="BatchAcceptance"/>); 0: moves are decided by the whole memory.</summary>
    public double Batches { get; set; }

    /// <summary>Share of the memory that a move must pass first, in whole 256 samples: delayed acceptance; 0: none.</summary>
    public double Delayed { get; set; }

    /// <summary>Weights that may be 0, in the first layer and the exits; absent: all weights are ±1.</summary>
    public SparseRecipe? Sparse { get; set; }

    /// <summary>How units of the last layer come and go; absent: all are always on. Needs <see cref="Sparse"/>.</summary>
    public UnitsRecipe? Units { get; set; }
}
