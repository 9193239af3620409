namespace Inference.Format;

/// <summary>How weights fill blocks of a size.</summary>
/// <param name="Block">Output channels of a block.</param>
/// <param name="Blocks">Stored blocks.</param>
/// <param name="Fill">Weights other than zero over stored weights, 0 to 1.</param>
public readonly record struct BlockFill(int Block, int Blocks, double Fill);
