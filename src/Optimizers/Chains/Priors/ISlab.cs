namespace Optimizers.Chains.Priors;

/// <summary>What a weight is that is not 0.</summary>
public interface ISlab
{
    /// <summary>Log probability of a value; −∞ of 0 and of values that are impossible.</summary>
    double LogMass(short value);

    /// <summary>Draws a value, by exactly these probabilities.</summary>
    short Draw(ref RandomStream random);
}
