using Agent.Options;

namespace Agent.Tests.Options;

public sealed class BrokerRulesTests
{
    [Fact]
    public void Sound_options_give_the_address()
    {
        Assert.True(BrokerRules.Resolve(new BrokerOptions(), "--broker").IsEmbedded);
        Assert.True(BrokerRules.Resolve(new BrokerOptions { Uri = "mqtts://u@broker.lan" }, "--broker").Tls);
        Assert.False(BrokerRules.Resolve(new BrokerOptions { Uri = "mqtt://broker.lan", AllowInsecure = true }, "--broker").Tls);
        Assert.False(BrokerRules.Resolve(new BrokerOptions { Uri = "mqtt://u@127.0.0.1" }, "--broker").Tls);
    }

    [Fact]
    public void Plain_text_to_another_host_is_refused_unless_allowed()
    {
        string fault = Assert.Single(Faults(new BrokerOptions { Uri = "mqtt://broker.lan" }));
        Assert.Contains("expected mqtts://broker.lan, or \"allow_insecure\": true", fault);
    }

    [Fact]
    public void All_faults_are_listed_at_once() => Assert.Equal(4, Faults(new BrokerOptions
    {
        Uri = "mqtt://localhost",
        CaFile = "/no/such/ca",
        PasswordFile = "/no/such/password",
    }).Count);

    [Fact]
    public void A_configuration_file_is_held_to_the_same_rules()
    {
        OptionsException fault = Assert.Throws<OptionsException>(() =>
            OptionsFile.Parse("""{ "broker": { "uri": "mqtt://u:p@broker.lan" } }"""u8.ToArray(), "vigie.json"));
        Assert.Contains("vigie.json at $.broker.uri: found a password in the URI", fault.Message);
    }

    private static IReadOnlyList<string> Faults(BrokerOptions options) =>
        Assert.Throws<OptionsException>(() => BrokerRules.Resolve(options, "--broker")).Faults;
}
