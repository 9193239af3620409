using System.Globalization;
using Inference;
using Inference.Format;

namespace Agent.Commands;

/// <summary>What anchors a network carries and how many of them it answers rightly.</summary>
internal static class AnchorReport
{
    /// <summary>Unpacks all of them and lets the last exit answer.</summary>
    /// <exception cref="ModelFormatException">Damaged pictures.</exception>
    public static void Print(Network network, AnchorSet? anchors, CancellationToken token)
    {
        if (anchors is null)
        {
            Console.WriteLine($"{network.Definition.Name} has no anchors");
            return;
        }

        int[] all = new int[network.Classes.Count], right = new int[all.Length];
        Workspace workspace = network.CreateWorkspace();
        byte[] picture = new byte[network.Input.Length];
        using AnchorReader reader = anchors.Open();
        while (reader.Read(picture, out int label))
        {
            token.ThrowIfCancellationRequested();
            all[label]++;
            if (network.RunTo(picture, workspace, network.Stages.Count).Class == label)
                right[label]++;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{network.Definition.Name}: {anchors.Count:N0} anchors in {anchors.Bytes:N0} bytes; the last exit answers {right.Sum():N0} rightly, {100.0 * right.Sum() / anchors.Count:F2} %"));
        for (int label = 0; label < all.Length; label++)
        {
            if (all[label] > 0)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {network.Classes[label]}: {right[label]:N0} of {all[label]:N0}, {100.0 * right[label] / all[label]:F2} %"));
        }
    }
}
