using Benchmarks.Cases;
using Benchmarks.Racing;

namespace Benchmarks;

/// <summary>Every case there is; a new one is a file in Cases and a line here.</summary>
internal static class CaseCatalog
{
    public static IReadOnlyList<ICase> All { get; } =
    [
        new BinaryConvCase("binary-conv W1", 64, 32),
        new BinaryConvCase("binary-conv W2", 128, 16),
        new BinaryConvCase("binary-conv W3", 256, 8),
        new BinaryDenseCase("binary-dense W4", 1024),
    ];
}
