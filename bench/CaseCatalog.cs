using Benchmarks.Cases;
using Benchmarks.Racing;
using Inference;

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
        new SparseConvCase("sparse-conv W1 80 %", 64, 32, 80),
        new SparseConvCase("sparse-conv W1 90 %", 64, 32, 90),
        new SparseConvCase("sparse-conv W1 95 %", 64, 32, 95),
        new SparseConvCase("sparse-conv W2 80 %", 128, 16, 80),
        new SparseConvCase("sparse-conv W2 90 %", 128, 16, 90),
        new SparseConvCase("sparse-conv W2 95 %", 128, 16, 95),
        new SparseConvCase("sparse-conv W3 80 %", 256, 8, 80),
        new SparseConvCase("sparse-conv W3 90 %", 256, 8, 90),
        new SparseConvCase("sparse-conv W3 95 %", 256, 8, 95),
        new SparseConvCase("sparse-dense W4 90 %", 1024, 1, 90),
        new Int8ConvCase("int8-conv W1", 64, 32),
        new Int8ConvCase("int8-conv W2", 128, 16),
        new Int8ConvCase("int8-conv W3", 256, 8),
        new Int8DenseCase("int8-dense W4", 1024),
        new BinaryNetworkCase("binary-network W5a", new InputShape(32, 32, 3), ["128", "128", "M", "256", "256", "M", "512", "512", "M"], [1024, 1024]),
        new BinaryNetworkCase("binary-network W5b", new InputShape(64, 64, 1), ["32", "32", "M", "64", "64", "M", "128", "128"], []),
        new FirstLayerCase("first-layer W5a", new InputShape(32, 32, 3), 128),
        new FirstLayerCase("first-layer W5b", new InputShape(64, 64, 1), 32),
        new ShippedNetworkCase(),
        new DeepChainCase("deep-chain 784-256-256-10", "\"height\": 28, \"width\": 28", DeepChainCase.Dense, 1),
        new DeepChainCase("deep-chain 32 and 64 maps of 8 x 8", "\"height\": 32, \"width\": 32, \"channels\": 3", DeepChainCase.Maps, 2),
        new ResidualChainCase("residual-chain signs k=1", 0, 1),
        new ResidualChainCase("residual-chain signs k=16", 0, 16),
        new ResidualChainCase("residual-chain exit k=1", 1, 1),
        new ResidualChainCase("residual-chain exit k=12", 1, 12),
        new ChainStepCase(),
        new ChainMoveCase("chain-dense 256-256-10 k=1", ChainMoveCase.Dense, 1),
        new ChainMoveCase("chain-dense 256-256-10 k=16", ChainMoveCase.Dense, 16),
        new ChainMoveCase("chain-conv 128-128 16×16 k=1", ChainMoveCase.Convolution, 1),
        new ChainMoveCase("chain-conv 128-128 16×16 k=16", ChainMoveCase.Convolution, 16),
    ];
}
