using Optimizers.Chains.Stages;

namespace Optimizers.Chains;

/// <summary>A risk that can look at one sample at a time: what minibatches need. Its moves are also evaluated over all of the memory, once they are taken.</summary>
public interface ISampleRisk : IRisk
{
    /// <summary>How the loss of one sample would change, in 1/65536; not between the evaluation of a move and its commit.</summary>
    /// <param name="move">Of the visited unit.</param>
    /// <param name="sample">0 to Samples − 1.</param>
    int ChangeOf(Move move, int sample);

    /// <summary>What the loss of no sample can change by more than, in 1/65536; of the inverse move the same. <see cref="LossBound"/> is one.</summary>
    int BoundOf(Move move);
}
