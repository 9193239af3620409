using Agent.Options;

namespace Agent.Tests.Options;

public sealed class BrokerAddressTests
{
    [Theory]
    [InlineData("mqtt://localhost", "localhost", 1883, false, null)]
    [InlineData("mqtt://127.0.0.1:1999", "127.0.0.1", 1999, false, null)]
    [InlineData("mqtts://broker.lan", "broker.lan", 8883, true, null)]
    [InlineData("mqtts://vigie@broker.lan:443/", "broker.lan", 443, true, "vigie")]
    [InlineData("mqtts://a%40b@[fe80::1]", "fe80::1", 8883, true, "a@b")]
    public void An_address_is_read(string text, string host, int port, bool tls, string? user)
    {
        Assert.True(BrokerAddress.TryParse(text, out BrokerAddress? address, out string fault), fault);
        Assert.Equal(new BrokerAddress(host, port, tls, user), address);
    }

    [Theory]
    [InlineData("", "expected embedded")]
    [InlineData("broker.lan", "for example mqtts://")]
    [InlineData("broker.lan:1883", "expected embedded")]
    [InlineData("tcp://broker.lan", "use mqtt://")]
    [InlineData("ssl://broker.lan", "use mqtts://")]
    [InlineData("mqtt://mqtt://broker.lan", "")]
    [InlineData("mqtt://broker.lan/topic", "something behind the host")]
    [InlineData("mqtt://broker.lan?x=1", "something behind the host")]
    [InlineData("mqtt://broker.lan:99999", "expected embedded")]
    [InlineData("mqtt://broker.lan:0", "expected 1 to 65535")]
    [InlineData("mqtt://", "")]
    public void What_is_no_address_is_refused_with_the_mend(string text, string words)
    {
        Assert.False(BrokerAddress.TryParse(text, out _, out string fault));
        Assert.NotEmpty(fault);
        Assert.Contains(words, fault);
    }

    [Theory]
    [InlineData("mqtts://vigie:hunter2@broker.lan")]
    [InlineData("mqtts://vigie:hunter2@broker.lan/x")]
    [InlineData("tcp://vigie:hunter2@broker.lan")]
    [InlineData("mqtts://vigie:hunter2@broker.lan:99999")]
    [InlineData("vigie:hunter2@broker.lan")]
    public void A_password_in_the_address_is_refused_and_never_repeated(string text)
    {
        Assert.False(BrokerAddress.TryParse(text, out _, out string fault));
        Assert.DoesNotContain("hunter2", fault);
    }

    [Fact]
    public void The_mend_for_a_password_is_a_file_or_a_credential()
    {
        Assert.False(BrokerAddress.TryParse("mqtts://vigie:hunter2@broker.lan", out _, out string fault));
        Assert.Contains("broker.password_file", fault);
        Assert.Contains("credential mqtt-password", fault);
    }

    [Theory]
    [InlineData("mqtt://localhost", true)]
    [InlineData("mqtt://[::1]", true)]
    [InlineData("mqtt://127.0.0.9", true)]
    [InlineData("mqtt://192.168.1.2", false)]
    [InlineData("mqtt://localhost.evil.org", false)]
    public void Loopback_is_known(string text, bool loopback)
    {
        Assert.True(BrokerAddress.TryParse(text, out BrokerAddress? address, out _));
        Assert.Equal(loopback, address.IsLoopback);
    }
}
