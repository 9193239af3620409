namespace Agent.Import.Graphs;

/// <summary>Softmax or its logarithm over the channels; exits have their own, so it is only known after an exit's logits.</summary>
internal sealed record Softmax : Operation;
