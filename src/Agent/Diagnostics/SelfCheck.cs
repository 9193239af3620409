using System.Diagnostics;
using Agent.Commands;
using Agent.Options;
using Agent.Pipeline;
using Agent.Telemetry;
using Agent.Training;
using Inference;
using Sensors;
using Sensors.Cameras;
using Sensors.Imaging;

namespace Agent.Diagnostics;

/// <summary>Looks at everything the agent will need, and changes nothing.</summary>
internal static class SelfCheck
{
    private const int Pictures = 5;
    private static readonly TimeSpan CameraPatience = TimeSpan.FromSeconds(20);

    /// <summary>Looks at network, learning, camera, decoder and broker.</summary>
    /// <param name="options">Sound options.</param>
    /// <param name="token">Ends the look.</param>
    public static async Task<List<Finding>> Run(AgentOptions options, CancellationToken token)
    {
        List<Finding> findings = [new("board", Severity.Ok, $"{Board.Name()}, vigie {Board.Version}")];
        findings.AddRange(LearningCheck.Run(options, CheckNetwork(options, findings)));
        findings.Add(Jpeg.Decoder == "managed"
            ? new Finding("jpeg", Severity.Warning, "the managed decoder, about 5 times slower than libturbojpeg", "apt install libturbojpeg0")
            : new Finding("jpeg", Severity.Ok, Jpeg.Decoder));
        await CheckCamera(options, findings, token);
        await CheckBroker(options, findings, token);
        return findings;
    }

    private static Network? CheckNetwork(AgentOptions options, List<Finding> findings)
    {
        try
        {
            Network network = ShippedNetwork.Read(options.Model);
            NetworkClassifier classifier = new(network);
            byte[] crop = new byte[classifier.Width * classifier.Height];
            new Random(1).NextBytes(crop);
            classifier.Classify(crop);
            long start = Stopwatch.GetTimestamp();
            classifier.Classify(crop);
            findings.Add(new Finding("network", Severity.Ok,
                $"{network.Definition.Name} {network.Hash[..8]}, {network.Stages.Count} exits, kernels {network.KernelSet}, {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F2} ms an answer here"));
            foreach (string fault in NetworkClassifier.LabelFaults(network, options.Events.Labels))
                findings.Add(new Finding("events", Severity.Error, fault, "correct events.labels, or leave it out to hear of all"));
            return network;
        }
        catch (Exception fault) when (Failures.CodeOf(fault) is not null)
        {
            findings.Add(new Finding("network", Severity.Error, fault.Message, "give a sound model file, or leave `model` out for the shipped one"));
            return null;
        }
    }

    private static async Task CheckCamera(AgentOptions options, List<Finding> findings, CancellationToken token)
    {
        const string Mend = "correct camera.uri; `vigie run --help` lists the kinds";
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(token);
        late.CancelAfter(CameraPatience);
        try
        {
            CameraCatalog.Check(options.Camera.Uri);
            using ICamera camera = CameraCatalog.Open(options.Camera.Uri, new CameraOpenOptions { FramesPerSecond = options.Camera.FramesPerSecond });
            // A camera that blocks is freed by disposing it.
            using CancellationTokenRegistration free = late.Token.Register(camera.Dispose);
            findings.Add(await Task.Run(() => Look(camera, late.Token), token));
        }
        catch (Exception fault) when (late.IsCancellationRequested && !token.IsCancellationRequested)
        {
            findings.Add(new Finding("camera", Severity.Error, $"no picture within {CameraPatience.TotalSeconds:F0} s ({fault.Message})", Mend));
        }
        catch (CameraException fault)
        {
            findings.Add(new Finding("camera", Severity.Error, fault.Message, Mend));
        }
    }

    private static Finding Look(ICamera camera, CancellationToken token)
    {
        Frame frame = new();
        byte[] first = [];
        bool differs = false;
        int read = 0;
        int damaged = 0;
        while (read < Pictures && damaged < Pictures)
        {
            try
            {
                if (!camera.Read(frame, token))
                    break;
            }
            catch (CameraException fault) when (fault.IsOneFrame)
            {
                damaged++;
                continue;
            }

            if (read++ == 0)
                first = frame.Luma.ToArray();
            differs |= !frame.Luma.SequenceEqual(first);
        }

        string found = $"{camera.Description}: {read} pictures of {frame.Width}×{frame.Height}{(damaged == 0 ? "" : $", {damaged} damaged")}";
        if (read == 0)
            return new Finding("camera", Severity.Error, $"{camera.Description}: no sound picture, {damaged} damaged", "is the recording empty or of another kind?");
        return differs || read == 1
            ? new Finding("camera", Severity.Ok, found)
            : new Finding("camera", Severity.Warning, $"{found}, all the same", "a real sensor has noise: is the camera frozen?");
    }

    private static async Task CheckBroker(AgentOptions options, List<Finding> findings, CancellationToken token)
    {
        BrokerAddress broker = BrokerRules.Resolve(options.Broker, "broker");
        if (broker.IsEmbedded)
        {
            findings.Add(new Finding("broker", Severity.Ok, "its own, on this machine only; give broker.uri to report to another"));
            return;
        }

        try
        {
            await BrokerProbe.Run(PublisherOptions.From(options, broker), token);
            findings.Add(new Finding("broker", Severity.Ok, $"{broker} takes the connection"));
        }
        catch (Exception fault) when (fault is BrokerFault or OptionsException)
        {
            findings.Add(new Finding("broker", Severity.Error, $"{broker}: {fault.Message}", "events would wait and be dropped in the end; correct the broker section"));
        }
    }
}
