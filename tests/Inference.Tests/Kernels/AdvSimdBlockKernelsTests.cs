using Inference.Kernels;

namespace Inference.Tests.Kernels;

public sealed class AdvSimdBlockKernelsTests : BlockKernelsTests<AdvSimdKernels>;
