namespace Optimizers.Chains.Stages.Sliced;

/// <summary>What a risk holds in memory.</summary>
internal interface IHeldBytes
{
    /// <summary>Bytes of the chain's state, the weights and the inputs excepted.</summary>
    long Bytes { get; }

    /// <summary>Bytes of the inputs' planes. What the plan's array of inputs takes comes on top where it is kept.</summary>
    long InputBytes { get; }
}
