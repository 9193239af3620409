namespace Optimizers.Chains.Stages;

/// <summary>The loss of one sample.</summary>
public enum LossKind
{
    /// <summary><c>−log softmax(z)_y</c>, nats.</summary>
    CrossEntropy,

    /// <summary>0 where class y alone has the largest logit, else 1.</summary>
    ZeroOne,

    /// <summary><c>max(0, 1 + max_{k≠y} z_k − z_y)</c> (Crammer and Singer 2001, section 2), z in nats.</summary>
    Hinge,
}
