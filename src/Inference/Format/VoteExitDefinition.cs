namespace Inference.Format;

/// <summary>
/// Classification head of several linear ones over the same features, such as draws of a posterior: their probabilities are averaged, then tempered.
/// </summary>
/// <param name="Members">2 to 64, asked in this order.</param>
/// <param name="Grid">As in <see cref="LinearExitDefinition"/>.</param>
/// <param name="Offsets"><c>[C]</c>, as in <see cref="LinearExitDefinition"/>.</param>
/// <param name="Weights"><c>[members][classes][Grid·Grid·C]</c>.</param>
/// <param name="Biases"><c>[members][classes]</c>.</param>
/// <param name="Shift">0 to 47, of all members.</param>
/// <param name="InverseTemperature"><c>[1]</c>, 1/T in 1/65536, 2^10 to 2^22: 65,536 leaves the average as it is.</param>
/// <param name="Threshold">0 to 65,536, against the score of the policy; ignored in the last exit.</param>
public sealed record VoteExitDefinition(
    int Members, int Grid, short[] Offsets, short[] Weights, int[] Biases, int Shift, int[] InverseTemperature, int Threshold)
    : ExitDefinition(Threshold);
