using Agent.Import.Graphs;

namespace Agent.Import.Onnx;

/// <summary>What the name of a tensor stands for: numbers that are known, or a map of the network.</summary>
internal abstract record Operand;

/// <summary>Numbers that are known.</summary>
internal sealed record ConstantOperand(Constant Constant) : Operand;

/// <summary>A map of the network.</summary>
/// <param name="Vertex">Its index.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="IsFlat">Whether ONNX sees it as [batch, elements]; in memory nothing differs.</param>
/// <param name="Codes">Where the tensor holds 8-bit codes: what they mean.</param>
internal sealed record MapOperand(int Vertex, MapShape Shape, bool IsFlat, Quantum? Codes) : Operand
{
    /// <summary>Sizes for faults, as ONNX has them.</summary>
    public string Describe() => IsFlat ? $"[N, {Shape.Elements}]" : $"[N, {Shape.Channels}, {Shape.Height}, {Shape.Width}]";
}
