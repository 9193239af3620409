using Agent.Options;

namespace Agent.Tests.Options;

public sealed class BrokerPasswordTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vigie-password");

    [Theory]
    [InlineData("secret", "secret")]
    [InlineData("secret\n", "secret")]
    [InlineData("secret \r\nsecond line\n", "secret ")]
    public void The_first_line_is_the_password(string text, string password) =>
        Assert.Equal(password, BrokerPassword.Read(Write("file", text), null));

    [Fact]
    public void Without_a_file_the_credential_is_read()
    {
        Write(BrokerPassword.Credential, "from systemd");
        Assert.Equal("from systemd", BrokerPassword.Read(null, _folder.FullName));
        Assert.Equal("own", BrokerPassword.Read(Write("file", "own"), _folder.FullName));
    }

    [Fact]
    public void With_neither_there_is_no_password()
    {
        Assert.Null(BrokerPassword.Read(null, null));
        Assert.Null(BrokerPassword.Read(null, _folder.FullName));
    }

    [Fact]
    public void An_empty_or_missing_file_is_a_fault()
    {
        Assert.Contains("first line is empty", Assert.Throws<OptionsException>(() => BrokerPassword.Read(Write("file", "\nx"), null)).Message);
        Assert.Contains("cannot be read", Assert.Throws<OptionsException>(() => BrokerPassword.Read("/no/such", null)).Message);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
