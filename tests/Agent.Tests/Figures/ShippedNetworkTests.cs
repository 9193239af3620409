using Agent.Commands;
using Agent.Tests.Repository;
using Agent.Tests.Telemetry.Support;
using Agent.Training;
using Inference;
using Inference.Format;

namespace Agent.Tests.Figures;

/// <summary>What README and docs/numbers.md promise of the shipped network, held on the data beside the checkout; skipped where they are absent.</summary>
public sealed class ShippedNetworkTests
{
    private static readonly string Clips = Path.Combine(Checkout.Root, "../shared/data/clips");

    [Fact]
    public void It_is_small_and_names_what_it_was_trained_on()
    {
        Network network = ShippedNetwork.Read(null);
        Assert.Equal(["nothing", "person", "vehicle"], network.Classes);
        Assert.Equal(3, network.Stages.Count);
        using MemoryStream bare = new();
        ModelFile.Write(network.Definition with { Anchors = null }, bare);
        Assert.InRange(bare.Length, 1, 300_000);
        Assert.InRange(new FileInfo(Path.Combine(Checkout.Root, "models/lookout.safetensors")).Length, bare.Length, bare.Length + 1_000_000);
        Assert.NotEmpty(network.Definition.Notes["trained_on"]);
        Assert.Contains(network.Hash, File.ReadAllText(Path.Combine(Checkout.Root, "models/lookout.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_sparse_one_has_the_zeros_and_the_hash_that_its_card_states()
    {
        Network network = Network.Read(Path.Combine(Checkout.Root, "models/lookout-sparse.safetensors"));
        SparseFloatConvDefinition[] sparse = [.. network.Definition.Stages.SelectMany(stage => stage.Layers).OfType<SparseFloatConvDefinition>()];
        Assert.Equal(8, sparse.Length);
        foreach (SparseFloatConvDefinition layer in sparse)
        {
            double all = layer.OutputChannels * layer.InputChannels * layer.Window.Area;
            Assert.Equal(0.9, 1 - (layer.Weights.Count(weight => weight != 0) / all), 1e-3);
        }

        string card = File.ReadAllText(Path.Combine(Checkout.Root, "models/lookout-sparse.md"));
        Assert.Contains(network.Hash, card, StringComparison.Ordinal);
        Assert.Contains(network.Definition.Notes["zeros"], card.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    /// <summary>Pictures of research data are never shipped.</summary>
    [Theory]
    [InlineData("lookout")]
    [InlineData("lookout-sparse")]
    public void Its_anchors_are_crops_of_the_simulator_alone_answered_as_its_card_states(string name)
    {
        string path = Path.Combine(Checkout.Root, "models", name);
        Network network = Network.Read($"{path}.safetensors");
        AnchorSet anchors = Assert.IsType<AnchorSet>(AnchorSet.Of(network.Definition));
        using AnchorReader reader = anchors.Open();
        byte[] picture = new byte[network.Input.Length];
        Workspace workspace = network.CreateWorkspace();
        int right = 0;
        foreach ((byte[] crop, int expected) in SimulatedCrops.Render(network, anchors.Count, 1))
        {
            Assert.True(reader.Read(picture, out int label));
            Assert.Equal(expected, label);
            Assert.Equal(crop.Select(pixel => (byte)((pixel & 0xF8) + 4)), picture);
            right += network.RunTo(picture, workspace, network.Stages.Count).Class == label ? 1 : 0;
        }

        Assert.False(reader.Read(picture, out _));
        string card = File.ReadAllText($"{path}.md").ReplaceLineEndings(" ");
        foreach (FormattableString figure in new FormattableString[] { $"{anchors.Count} anchors", $"{anchors.Bytes:N0} bytes of anchors", $"{right} of them", $"{new FileInfo($"{path}.safetensors").Length:N0} bytes" })
            Assert.Contains(FormattableString.Invariant(figure), card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_the_corridor_each_person_is_one_event_or_nearly()
    {
        (int persons, int others) = await Count("onebyone_intel.mjpeg", "person");
        Assert.InRange(persons, 5, 9);
        Assert.InRange(others, 0, 2);
    }

    [Fact]
    public async Task On_the_motorway_what_is_reported_are_vehicles()
    {
        (int vehicles, int others) = await Count("highway_cdnet.mjpeg", "vehicle");
        Assert.True(vehicles >= 9 * others && vehicles > 20, $"{vehicles} vehicles, {others} others");
    }

    /// <summary>Runs a clip through the agent to a real broker; counts the events that began, by label.</summary>
    private static async Task<(int Expected, int Others)> Count(string clip, string label)
    {
        string path = Path.Combine(Clips, clip);
        Assert.SkipUnless(File.Exists(path), $"no {path}");
        Assert.SkipUnless(Mosquitto.IsInstalled, "no mosquitto");
        await using Mosquitto broker = await Mosquitto.StartAsync("allow_anonymous true");
        await using Subscriber subscriber = await Subscriber.OnAsync(broker.Port);
        Assert.Equal(ExitCode.Ok, await CommandLine.Invoke(["run", "--camera", path, "--once", "--broker", $"mqtt://127.0.0.1:{broker.Port}"]));
        // The last message of a clean end: all before it have arrived.
        await subscriber.Messages.FirstAsync(message => message.Is("state") && message.Text("state") == "disconnected");
        Received[] begun = [.. subscriber.Messages.All.Where(message => message.Is("event") && message.Text("kind") == "new")];
        Assert.Equal(begun.Length, begun.Select(message => message.Text("id")).Distinct().Count());
        return (begun.Count(message => message.Text("label") == label), begun.Count(message => message.Text("label") != label));
    }
}
