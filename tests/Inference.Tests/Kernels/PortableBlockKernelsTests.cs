using Inference.Kernels;

namespace Inference.Tests.Kernels;

public sealed class PortableBlockKernelsTests : BlockKernelsTests<PortableKernels>;
