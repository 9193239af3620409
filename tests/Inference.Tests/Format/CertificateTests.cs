using Inference.Exits;
using Inference.Format;

namespace Inference.Tests.Format;

/// <summary>A certificate comes back as it was written, and is refused where it does not hold of the file it stands in.</summary>
public sealed class CertificateTests
{
    private static readonly NetworkDefinition Plain = Samples.Network(61, new InputShape(28, 28, 1), 16);
    private static readonly string Function = new Network(Plain).FunctionHash;

    [Fact]
    public void What_is_written_is_read_again()
    {
        byte[] file = Samples.File(With(First(), Second()));
        NetworkDefinition read = ModelFile.Read(file);
        Assert.Equal(file, Samples.File(read));
        Certificate found = read.Stages[1].Exit.Certificate!;
        Assert.Equivalent(Second(), found, strict: true);
        Assert.Null(read.Stages[2].Exit.Certificate);
        Assert.Equal(Function, new Network(read).FunctionHash);
    }

    [Fact]
    public void Weights_that_changed_since_are_refused_to_read_and_to_write()
    {
        NetworkDefinition network = With(First(), null);
        LinearExitDefinition exit = (LinearExitDefinition)network.Stages[2].Exit;
        StageDefinition changed = network.Stages[2] with { Exit = exit with { Biases = [.. exit.Biases.Select(bias => bias + 1)] } };
        NetworkDefinition other = network with { Stages = [network.Stages[0], network.Stages[1], changed] };
        Assert.Contains($"of the network {Function}", Refused(other).Found, StringComparison.Ordinal);
        Assert.Throws<ModelFormatException>(() => Samples.File(other));
    }

    [Fact]
    public void A_graph_that_changed_since_is_refused_though_every_weight_is_the_same()
    {
        NetworkDefinition network = With(First(), null);
        LinearExitDefinition exit = (LinearExitDefinition)network.Stages[2].Exit;
        StageDefinition changed = network.Stages[2] with { Exit = exit with { Shift = exit.Shift + 1 } };
        NetworkDefinition other = network with { Stages = [network.Stages[0], network.Stages[1], changed] };
        Assert.Equal(new Network(Plain).Hash, new Network(other with { Stages = [.. other.Stages.Select(Bare)] }).Hash);
        Assert.Contains($"of the network {Function}", Refused(other).Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("score", "score entropy")]
    [InlineData("threshold", "thresholds 40000, 40001")]
    [InlineData("threshold before", "thresholds 39999, 40000")]
    [InlineData("numbers", "9 of 735 answers wrong")]
    [InlineData("more wrong than answers", "wrong answers of the certificate 736")]
    [InlineData("more answers than samples", "answers of the certificate 735")]
    [InlineData("a weaker level", "divisor 41")]
    [InlineData("no risk", "risk in millionths 0")]
    public void A_certificate_of_something_else_is_refused_for_that(string what, string found)
    {
        Certificate second = Second();
        second = what switch
        {
            "score" => second with { Score = ExitPolicyKind.Entropy },
            "threshold" => second with { Thresholds = [40000, 40001] },
            "threshold before" => second with { Thresholds = [39999, 40000] },
            "numbers" => second with { Wrong = 9 },
            "more wrong than answers" => second with { Wrong = 736 },
            "more answers than samples" => second with { Reached = 734 },
            "a weaker level" => second with { Divisor = 41 },
            _ => second with { RiskPpm = 0 },
        };
        Assert.Contains(found, Refused(With(First(), second)).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_exit_and_one_that_never_answers_have_nothing_to_certify()
    {
        NetworkDefinition network = With(First(), null);
        StageDefinition last = network.Stages[2];
        Certificate third = Second() with { Thresholds = [40000, 40000, 40000] };
        Assert.Contains(
            "the last exit",
            Refused(network with { Stages = [network.Stages[0], network.Stages[1], last with { Exit = last.Exit with { Certificate = third } }] }).Found,
            StringComparison.Ordinal);
        StageDefinition first = network.Stages[0];
        StageDefinition never = first with { Exit = first.Exit with { Threshold = ExitPolicy.Never, Certificate = First() with { Thresholds = [ExitPolicy.Never] } } };
        Assert.Contains("thresholds 65537", Refused(network with { Stages = [never, network.Stages[1], last] }).Found, StringComparison.Ordinal);
    }

    private static Certificate First() => new()
    {
        RiskPpm = 10_000,
        FailurePpm = 50_000,
        Divisor = 2,
        Score = ExitPolicyKind.Top1,
        Reference = ExitReference.Last,
        Thresholds = [40000],
        Sequence = [41000, 40000, 39000],
        Reached = 2000,
        Answers = 1200,
        Wrong = 4,
        Grouped = true,
        Network = Function,
        Data = new string('a', 64),
    };

    private static Certificate Second() => First() with
    {
        Divisor = 42,
        Reference = ExitReference.Labels,
        Thresholds = [40000, 40000],
        Sequence = [40000],
        Reached = 800,
        Answers = 735,
        Wrong = 0,
        Grouped = false,
    };

    private static NetworkDefinition With(Certificate? first, Certificate? second) => Plain with
    {
        Stages =
        [
            Plain.Stages[0] with { Exit = Plain.Stages[0].Exit with { Certificate = first } },
            Plain.Stages[1] with { Exit = Plain.Stages[1].Exit with { Certificate = second } },
            Plain.Stages[2],
        ],
    };

    private static ModelFormatException Refused(NetworkDefinition network) => Assert.Throws<ModelFormatException>(() => new Network(network));

    private static StageDefinition Bare(StageDefinition stage) => stage with { Exit = stage.Exit with { Certificate = null } };
}
