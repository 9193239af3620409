using Inference;
using Optimizers.Chains;
using Optimizers.Chains.Stages;
using Optimizers.Chains.Towers;

namespace Optimizers.Tests.Chains.Towers;

public sealed class TowerChainTests(ITestOutputHelper output)
{
    private static readonly short[] Inputs = [2, -1, -1, 1, 1, 1, -2, -1, 0, -1, -1, 2];
    private static readonly byte[] Labels = [0, 1, 1, 0, 1, 0];

    /// <summary>Every one of the 1,057 towers of at most two layers, exit fixed, births and deaths drawn unlike often.</summary>
    [Fact]
    public void Visits_of_every_tower_come_to_the_exact_posterior()
    {
        TowerPlan plan = Plan(new GeometricLayers(1.5), [0.3, 0.2, 0.3, 0.2, 0]);
        TowerPosterior posterior = new(Shape(2), Inputs, Labels, plan, movesExit: false, isLumped: false);
        Assert.Equal(1057, posterior.Cells.Count);
        double[] few = new double[4], many = new double[4];
        for (uint chain = 0; chain < 4; chain++)
        {
            double[] distances = posterior.Distances(Chain(2, plan, chain, new TowerOdds()), 50_000, 800_000);
            (few[chain], many[chain]) = (distances[0], distances[1]);
        }

        output.WriteLine($"TV after 50,000 steps {few.Average():0.0000}, after 800,000 {many.Average():0.0000}, ratio {few.Average() / many.Average():0.00}");
        Assert.True(many.Max() < 0.04, $"TV {many.Max()}");
        // 16 times the steps, a quarter of the distance.
        Assert.InRange(few.Average() / many.Average(), 3, 5.4);
    }

    /// <summary>541,200 states of up to three layers and all exits, as the 15 patterns of gates.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Patterns_of_gates_come_to_the_exact_posterior(bool isPoisson)
    {
        TowerPlan plan = Plan(isPoisson ? new PoissonLayers(2) : new GeometricLayers(1), [0.25, 0.15, 0.3, 0.2, 0.1]);
        TowerPosterior posterior = new(Shape(3), Inputs, Labels, plan, movesExit: true, isLumped: true);
        double[] found = posterior.Distances(Chain(3, plan, 0, new TowerOdds()), 1_000_000);
        output.WriteLine($"TV {found[0]:0.0000} of {string.Join(' ', posterior.Cells.Select(p => p.ToString("0.000")))}");
        Assert.True(found[0] < 0.02, $"TV {found[0]}");
    }

    /// <summary>The same test sees a chain whose jumps lack their correction, also where births and deaths are drawn alike and only places and sleepers are left of it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_jump_without_its_correction_is_found_out(bool keepsShares)
    {
        TowerPlan plan = Plan(new GeometricLayers(1), keepsShares ? [0.2, 0.2, 0.3, 0.2, 0.1] : [0.25, 0.15, 0.3, 0.2, 0.1]);
        TowerPosterior posterior = new(Shape(3), Inputs, Labels, plan, movesExit: true, isLumped: true);
        double right = posterior.Distances(Chain(3, plan, 0, new TowerOdds()), 1_000_000)[0];
        double wrong = posterior.Distances(Chain(3, plan, 0, new NoOdds()), 1_000_000)[0];
        output.WriteLine($"TV with the correction {right:0.0000}, without {wrong:0.0000}");
        Assert.True(right < 0.02 && wrong > 0.06, $"with {right}, without {wrong}");
    }

    [Fact]
    public void A_chain_that_was_saved_goes_on_as_if_it_had_not_stopped()
    {
        TowerChain whole = Wide(1), first = Wide(1), second = Wide(1);
        Run(whole, 3000);
        Run(first, 1234);
        using MemoryStream file = new();
        first.Save(file);
        file.Position = 0;
        second.Load(file);
        Run(second, 3000 - 1234);
        Assert.Equal(Bytes(whole), Bytes(second));
        Assert.NotEqual(Bytes(first), Bytes(second));
    }

    [Fact]
    public void A_file_cut_short_or_of_another_chain_changes_nothing()
    {
        TowerChain saved = Wide(1), other = Wide(2), same = Wide(1);
        Run(saved, 500);
        byte[] bytes = Bytes(saved), before = Bytes(same);
        Assert.Contains("the chain", Assert.Throws<InvalidDataException>(() => other.Load(new MemoryStream(bytes))).Message);
        for (int length = 0; length < bytes.Length; length += Math.Max(1, bytes.Length / 50))
            Assert.Throws<InvalidDataException>(() => same.Load(new MemoryStream(bytes, 0, length)));
        Assert.Equal(before, Bytes(same));
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        TowerChain chain = Wide(3);
        Run(chain, 2000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(chain, 2000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Plans_that_contradict_themselves_are_refused()
    {
        Assert.Contains("births", Refusal(Plan(new GeometricLayers(1), [0.1, 0, 0.1, 0.1, 0])));
        Assert.Contains("5", Refusal(Plan(new GeometricLayers(1), [0.1])));
        Assert.Contains("asleep", Refusal(Plan(new GeometricLayers(1), [1, 1, 1, 1, 1]) with { Asleep = 1 }));
    }

    private static string Refusal(TowerPlan plan) => Assert.ThrowsAny<ArgumentException>(() => Chain(2, plan, 0, new TowerOdds())).Message;

    private static TowerShape Shape(int layers) => new(2, 2, layers, 1, 40_000 / 2);

    private static TowerPlan Plan(ILayerPrior layers, double[] shares) => new(Schedule.Constant(3), layers, 0.5, 2) { Shares = shares };

    private static TowerChain Chain(int layers, TowerPlan plan, uint number, TowerOdds odds)
    {
        Tower tower = new(Shape(layers));
        tower.WritableExit[1] = 1;
        return new TowerChain(new TowerRisk(tower, Inputs, Labels, LossKind.CrossEntropy), plan, 11, number, odds);
    }

    private static TowerChain Wide(ulong seed)
    {
        TowerShape shape = new(70, 3, 6, 4, 1500);
        SplitMix random = new(9);
        TowerRisk risk = new(
            SomeTowers.Tower(shape, 2, ref random),
            SomeTowers.Inputs(shape, 20, 60, ref random),
            SomeTowers.Labels(shape, 20, ref random),
            LossKind.CrossEntropy);
        return new TowerChain(risk, new TowerPlan(Schedule.Annealing(0.1, 2, 1500), new GeometricLayers(0.9)), seed, 0);
    }

    private static void Run(TowerChain chain, int steps)
    {
        for (int i = 0; i < steps; i++)
            chain.Step();
    }

    private static byte[] Bytes(TowerChain chain)
    {
        using MemoryStream file = new();
        chain.Save(file);
        return file.ToArray();
    }

    private sealed class NoOdds : TowerOdds
    {
        public override double LogBirth(int layers, int sleepers, double birth, double death) => 0;
    }
}
