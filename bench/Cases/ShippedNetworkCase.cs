using Benchmarks.Racing;
using Inference;

namespace Benchmarks.Cases;

/// <summary>The network that Vigie ships, to its last exit; no peer has its shape, so only its time counts.</summary>
internal sealed class ShippedNetworkCase : ICase
{
    /// <inheritdoc/>
    public string Name => "network lookout";

    /// <inheritdoc/>
    public Race Prepare()
    {
        Network network = Network.Read(FilePath());
        Workspace workspace = network.CreateWorkspace();
        byte[] picture = new byte[network.Input.Length];
        new Random(1).NextBytes(picture);
        int last = network.Stages.Count;
        long macs = network.Stages.Sum(stage => stage.TrunkMacs) + network.Stages[^1].ExitMacs;
        return new Race(macs, [new("ours", () => network.RunTo(picture, workspace, last))]);
    }

    /// <summary>The model file in the checkout that the program was built in.</summary>
    internal static string FilePath()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "models", "lookout.safetensors")))
        {
            root = Path.GetDirectoryName(root)
                ?? throw new InvalidOperationException("found no models/lookout.safetensors above the program; run it inside the repository");
        }

        return Path.Combine(root, "models", "lookout.safetensors");
    }
}
