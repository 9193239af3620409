using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Agent.Telemetry;
using Agent.Tests.Repository;

namespace Agent.Tests.Telemetry;

/// <summary>docs/mqtt.md is the contract; its blocks are the cases.</summary>
public sealed partial class MessagesDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "mqtt.md"));

    public static TheoryData<string, string> Blocks()
    {
        TheoryData<string, string> blocks = [];
        foreach (Match block in JsonBlock().Matches(Document))
            blocks.Add(block.Groups["name"].Value, block.Groups["json"].Value);
        return blocks;
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_block_is_read_and_comes_out_equal(string name, string json)
    {
        JsonTypeInfo type = TypeOf(name);
        object message = JsonSerializer.Deserialize(json, type)!;
        string written = JsonSerializer.Serialize(message, type);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(written)), $"document: {json}\nwritten: {written}");
    }

    [Fact]
    public void Every_message_has_a_block_and_every_field_is_in_one()
    {
        ILookup<string, JsonObject> blocks = JsonBlock().Matches(Document)
            .ToLookup(block => block.Groups["name"].Value, block => JsonNode.Parse(block.Groups["json"].Value)!.AsObject());
        Type[] messages = [.. typeof(Messages).GetCustomAttributesData()
            .Where(attribute => attribute.AttributeType == typeof(JsonSerializableAttribute))
            .Select(attribute => (Type)attribute.ConstructorArguments[0].Value!)];
        Assert.NotEmpty(messages);
        foreach (Type message in messages)
        {
            string name = JsonNamingPolicy.SnakeCaseLower.ConvertName(message.Name.Replace("Message", "", StringComparison.Ordinal));
            IEnumerable<string> documented = blocks[name].SelectMany(block => block.Select(field => field.Key)).Distinct();
            Assert.Equal(TypeOf(name).Properties.Select(property => property.Name).Order(), documented.Order());
        }
    }

    [Fact]
    public void Every_topic_stands_in_the_document()
    {
        Topics topics = new("home", "gate-pi");
        foreach (PropertyInfo property in typeof(Topics).GetProperties().Where(property => property.Name is not ("Root" or "ClientId")))
        {
            string level = ((string)property.GetValue(topics)!)[(topics.Root.Length + 1)..];
            Assert.Contains($"\n## `{level}`", Document);
        }

        Assert.Contains(topics.CameraStatus("x")[(topics.Root.Length + 1)..].Replace("/x/", "/<camera>/"), Document);
        Assert.Contains(topics.Crop("x")[(topics.Root.Length + 1)..].Replace("/x/", "/<id>/"), Document);
    }

    [Fact]
    public void The_figures_in_the_document_are_the_defaults()
    {
        PublisherOptions options = Support.Given.Options(1) with { };
        PublisherOptions defaults = new() { Broker = options.Broker, Site = options.Site, Device = options.Device };
        Assert.Contains($"at most {defaults.Outbox.Messages} messages and {defaults.Outbox.Bytes >> 20} MiB wait", Document);
        Assert.Contains($"Keep-alive {defaults.KeepAlive.TotalSeconds} s", Document);
        Assert.Contains($"expiry {defaults.SessionExpiry.TotalHours} h, will delay {defaults.WillDelay.TotalSeconds} s", Document);
        Assert.Contains($"every {defaults.EchoPeriod.TotalSeconds} s, to know that the link carries: it must come back in {defaults.EchoDeadline.TotalSeconds} s", Document);
        Assert.Contains($"at most {defaults.RetryCap.TotalSeconds} s", Document);
        Assert.Contains($"{defaults.EventLifetime.TotalHours} h after it was produced", Document);
    }

    private static JsonTypeInfo TypeOf(string name) => name switch
    {
        "state" => Messages.Default.StateMessage,
        "info" => Messages.Default.InfoMessage,
        "camera_status" => Messages.Default.CameraStatusMessage,
        "event" => Messages.Default.EventMessage,
        "alarm" => Messages.Default.AlarmMessage,
        "exits" => Messages.Default.ExitsMessage,
        "health" => Messages.Default.HealthMessage,
        "echo" => Messages.Default.EchoMessage,
        "label" => Messages.Default.LabelMessage,
        "label_answer" => Messages.Default.LabelAnswerMessage,
        "command_answer" => Messages.Default.CommandAnswerMessage,
        "learn" => Messages.Default.LearnMessage,
        _ => throw new ArgumentException($"a block named \"{name}\" is no message"),
    };

    [GeneratedRegex(@"^```json (?<name>\w+)\n(?<json>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
