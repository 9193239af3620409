using Inference.Kernels;

namespace Inference.Tests.Kernels;

public sealed class Avx2BlockKernelsTests : BlockKernelsTests<Avx2Kernels>;
