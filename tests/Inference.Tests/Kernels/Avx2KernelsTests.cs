using Inference.Kernels;

namespace Inference.Tests.Kernels;

public sealed class Avx2KernelsTests : KernelsTests<Avx2Kernels>;
