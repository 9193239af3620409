using Inference;
using Inference.Format;
using Optimizers.Learning.Rounds;

namespace Agent.Learning;

/// <summary>The anchors that a network carries, as the learner takes them.</summary>
internal static class Anchors
{
    /// <summary>Them, one after the other in one buffer; none, where the network carries none.</summary>
    public static IEnumerable<LabelledPicture> Of(Network network)
    {
        if (AnchorSet.Of(network.Definition) is not { } anchors)
            yield break;
        byte[] picture = new byte[network.Input.Length];
        using AnchorReader reader = anchors.Open();
        while (reader.Read(picture, out int label))
            yield return new LabelledPicture(label, picture);
    }
}
