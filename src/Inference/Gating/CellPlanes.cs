namespace Inference.Gating;

/// <summary>The planes of the gate that one test reads together, each <c>[Height × Width]</c> cells.</summary>
internal readonly ref struct CellPlanes
{
    public required ReadOnlySpan<byte> Image { get; init; }
    public required ReadOnlySpan<byte> Previous { get; init; }
    public required Span<byte> Mean { get; init; }
    public required ReadOnlySpan<byte> Change { get; init; }
    public required ReadOnlySpan<byte> Held { get; init; }
    public required int Width { get; init; }
    public required int Height { get; init; }
}
