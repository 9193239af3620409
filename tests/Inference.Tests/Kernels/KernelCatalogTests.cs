using Inference.Kernels;

namespace Inference.Tests.Kernels;

public sealed class KernelCatalogTests
{
    [Fact]
    public void The_first_supported_set_wins() =>
        Assert.Equal(KernelCatalog.All.First(set => set.IsSupported).Name, KernelCatalog.Choose(null).Name);

    [Fact]
    public void An_empty_name_is_no_preference() => Assert.Same(KernelCatalog.Choose(null), KernelCatalog.Choose(""));

    [Fact]
    public void A_name_forces_a_set_and_a_network_says_which_it_runs_on()
    {
        KernelSet portable = KernelCatalog.Choose("portable");
        Assert.Equal("portable", portable.Name);
        Assert.Equal("portable", new Network(Samples.Smallest(), portable).KernelSet);
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_names_there_are()
    {
        InvalidOperationException fault = Assert.Throws<InvalidOperationException>(() => KernelCatalog.Choose("AVX2"));
        Assert.Contains("VIGIE_KERNELS is \"AVX2\"", fault.Message, StringComparison.Ordinal);
        Assert.Contains("portable", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_this_machine_lacks_is_refused()
    {
        KernelSet? missing = KernelCatalog.All.FirstOrDefault(set => !set.IsSupported);
        Assert.SkipWhen(missing is null, "this machine supports every set");
        InvalidOperationException fault = Assert.Throws<InvalidOperationException>(() => KernelCatalog.Choose(missing.Name));
        Assert.Contains("lacks", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Network(Samples.Smallest(), missing));
    }
}
