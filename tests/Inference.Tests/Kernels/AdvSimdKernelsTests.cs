using Inference.Kernels;

namespace Inference.Tests.Kernels;

public sealed class AdvSimdKernelsTests : KernelsTests<AdvSimdKernels>;
