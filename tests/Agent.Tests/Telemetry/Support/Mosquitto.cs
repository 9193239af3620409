using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Agent.Tests.Telemetry.Support;

/// <summary>A real mosquitto on a free port of loopback.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    private const string Program = "/usr/sbin/mosquitto";
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private Mosquitto(Process process, DirectoryInfo folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public static bool IsInstalled => File.Exists(Program);

    public int Port { get; }

    /// <summary>Starts one and waits until it runs.</summary>
    /// <param name="files">What the configuration refers to.</param>
    /// <param name="lines">Lines of mosquitto.conf for the listener; <c>{folder}</c> stands for the folder of <paramref name="files"/>.</param>
    public static async Task<Mosquitto> StartAsync(string lines, params (string Name, string Text)[] files)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("vigie-mosquitto");
        foreach ((string name, string text) in files)
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), text);
        int port = FreePort();
        string config = Path.Combine(folder.FullName, "mosquitto.conf");
        await File.WriteAllTextAsync(config, $"user root\nlistener {port} 127.0.0.1\n{lines.Replace("{folder}", folder.FullName)}\n");
        Process process = Process.Start(new ProcessStartInfo(Program, ["-v", "-c", config]) { RedirectStandardError = true })!;
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (!line.Contains(" running", StringComparison.Ordinal))
                continue;
            // What it says later must be read, or it stops when the pipe is full.
            _ = process.StandardError.ReadToEndAsync();
            return new Mosquitto(process, folder, port);
        }

        throw new InvalidOperationException("mosquitto ended before it ran; its configuration is " + await File.ReadAllTextAsync(config));
    }

    /// <summary>A line of a password file, made by mosquitto's own tool.</summary>
    public static async Task<string> PasswordLineAsync(string user, string password)
    {
        string path = Path.GetTempFileName();
        using Process tool = Process.Start("/usr/bin/mosquitto_passwd", ["-b", path, user, password]);
        await tool.WaitForExitAsync();
        string line = await File.ReadAllTextAsync(path);
        File.Delete(path);
        return line;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    public static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
