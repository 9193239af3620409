using Inference.Kernels;

namespace Inference.Tests.Kernels;

public sealed class PortableKernelsTests : KernelsTests<PortableKernels>;
