using Inference.Kernels;

namespace Inference.Tests.Kernels;

public sealed class AdvSimdDpKernelsTests : KernelsTests<AdvSimdDpKernels>;
