using System.Text;
using Agent.Learning;
using Optimizers.Learning.Memory;

namespace Agent.Tests.Learning;

public sealed class LabelReadingTests
{
    private const string Hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    [Fact]
    public void Both_kinds_of_label_are_read()
    {
        Assert.Equal(
            new LabelReading(new("6f1c8a52-17", "person", LabelSource.Operator), "6f1c8a52-17", "person", ""),
            Read("""{"event_id":"6f1c8a52-17","label":"person"}"""));
        Assert.Equal(
            new LabelRequest("a-1", "nothing", LabelSource.OtherBoard, 0.01, 5e-2, Hash),
            Read($$"""{ "label": "nothing", "source": "board", "risk": 0.01, "failure": 5e-2, "network_hash": "{{Hash}}", "event_id": "a-1" }""").Request);
    }

    [Theory]
    [InlineData("", "expected one object")]
    [InlineData("{", "expected one object")]
    [InlineData("person", "expected one object")]
    [InlineData("{} {}", "expected one object")]
    [InlineData("[1]", "found JSON that is a list, expected an object")]
    [InlineData("null", "found JSON that is null, expected an object")]
    [InlineData("""{"label":"person"}""", "found no event_id")]
    [InlineData("""{"event_id":"a-1"}""", "found no label")]
    [InlineData("""{"event_id":"a-1","event_id":"a-2","label":"person"}""", "expected one object")]
    [InlineData("""{"event_id":17,"label":"person"}""", "found event_id that is a number, expected a string")]
    [InlineData("""{"event_id":"a-1","label":null}""", "found label that is null, expected a string")]
    [InlineData("""{"event_id":"../a","label":"person"}""", "found the event_id \"../a\", expected the id of an event")]
    [InlineData("""{"event_id":"","label":"person"}""", "expected the id of an event")]
    [InlineData("""{"event_id":"a-1","label":"per\nson"}""", "expected the name of a class")]
    [InlineData("""{"event_id":"a-1","label":"\ud800"}""", "expected one object")]
    [InlineData("""{"event_id":"a-1","label":"person","colour":"red"}""", "found the field \"colour\", expected only event_id, label, source")]
    [InlineData("""{"event_id":"a-1","label":"person","source":"god"}""", "found the source \"god\", expected operator or board")]
    [InlineData("""{"event_id":"a-1","label":"person","source":"board"}""", "expected risk, failure and network_hash")]
    [InlineData("""{"event_id":"a-1","label":"person","risk":0.1}""", "found a certificate with an operator's label")]
    [InlineData("""{"event_id":"a-1","label":"person","source":"board","risk":0,"failure":0.05,"network_hash":"x"}""", "found risk 0, expected a number above 0 and below 1")]
    [InlineData("""{"event_id":"a-1","label":"person","source":"board","risk":0.1,"failure":1e999,"network_hash":"x"}""", "found failure 1e999, expected")]
    [InlineData("""{"event_id":"a-1","label":"person","source":"board","risk":0.1,"failure":0.1,"network_hash":"x"}""", "found the network_hash \"x\", expected 64 hex digits")]
    public void What_is_wrong_is_said_as_found_and_expected(string json, string words)
    {
        LabelReading reading = Read(json);
        Assert.Null(reading.Request);
        Assert.Contains(words, reading.Fault);
    }

    [Fact]
    public void An_answer_is_never_much_larger_than_the_question_needs()
    {
        LabelReading reading = Read($$"""{"event_id":"{{new string('x', 3000)}}","label":"{{new string('y', 900)}}"}""");
        Assert.True(reading.EventId!.Length <= 65 && reading.Label!.Length <= 65 && reading.Fault.Length < 300);
    }

    [Fact]
    public void Bytes_at_random_and_labels_with_a_byte_changed_never_throw()
    {
        Random random = new(3);
        byte[] sound = Encoding.UTF8.GetBytes($$"""{"event_id":"a-1","label":"person","source":"board","risk":0.01,"failure":0.05,"network_hash":"{{Hash}}"}""");
        for (int run = 0; run < 20_000; run++)
        {
            byte[] bytes = [.. sound];
            if (run % 2 == 0)
                random.NextBytes(bytes.AsSpan(random.Next(bytes.Length)));
            else
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            LabelReading reading = LabelReading.Of(bytes);
            Assert.Equal(reading.Request is null, reading.Fault.Length > 0);
        }
    }

    private static LabelReading Read(string json) => LabelReading.Of(Encoding.UTF8.GetBytes(json));
}
