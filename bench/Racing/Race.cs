namespace Benchmarks.Racing;

/// <summary>The contenders of one case: ours first, then its peers.</summary>
/// <param name="Macs">Multiply-accumulates of one run, the same for everyone.</param>
/// <param name="Contenders">At least one; already checked to give equal outputs.</param>
/// <param name="Note">Printed below the table; empty: nothing.</param>
internal sealed record Race(long Macs, IReadOnlyList<Contender> Contenders, string Note = "");
