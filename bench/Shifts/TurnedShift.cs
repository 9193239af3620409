using Agent.Training;
using Benchmarks.Comparing;
using Inference;

namespace Benchmarks.Shifts;

/// <summary>
/// Shift (c): Fashion-MNIST (Xiao 2017), upright, and the same turned and noisy. Networks are trained on the first 55,000 pictures of the train part; the other 5,000,
/// turned, are there to be labelled, and pictures asked are of the test part.
/// </summary>
internal static class TurnedShift
{
    private const int Learnt = 55_000;
    private const int Asked = 2_000;
    private const int Anchors = 800;
    private const string Recipe = "bench/Shifts/fashion-residual.json";

    /// <summary>Writes what the networks are trained on: <c>upright/</c>, and <c>both/</c>, where each picture is turned besides.</summary>
    /// <param name="data">Folder of Fashion-MNIST.</param>
    /// <param name="output">Folder to write to.</param>
    public static void Write(string data, string output)
    {
        IdxData train = IdxData.Read(data, "train"), test = IdxData.Read(data, "t10k");
        byte[][] upright = train.Images[..Learnt], turned = [.. upright.Select((image, i) => TurnedPictures.Turn(image, (ulong)i))];
        byte[] labels = train.Labels[..Learnt];
        TurnedPictures.Write(Path.Combine(output, "upright"), "train", upright, labels);
        TurnedPictures.Write(Path.Combine(output, "upright"), "t10k", test.Images, test.Labels);
        TurnedPictures.Write(Path.Combine(output, "both"), "train", [.. upright, .. turned], [.. labels, .. labels]);
        TurnedPictures.Write(Path.Combine(output, "both"), "t10k", Turned(test), test.Labels);
    }

    /// <summary>Reads the shift.</summary>
    /// <param name="data">Folder of Fashion-MNIST.</param>
    /// <param name="networks">Folder with <c>upright.safetensors</c> and <c>both.safetensors</c>.</param>
    /// <exception cref="DataException">A network is missing.</exception>
    public static Shift Read(string data, string networks)
    {
        IdxData train = IdxData.Read(data, "train"), test = IdxData.Read(data, "t10k");
        IdxData rest = new(train.Images[Learnt..], train.Labels[Learnt..]), asked = new(test.Images[..Asked], test.Labels[..Asked]);
        IdxData anchors = new IdxData(train.Images[..Learnt], train.Labels[..Learnt]).Some(Anchors, 1);
        return new Shift(
            "turned by 15°", Trained(networks, "upright"), Trained(networks, "both"),
            Labelled(Turned(rest), rest.Labels), Labelled(Turned(asked), asked.Labels), Labelled(asked.Images, asked.Labels), Labelled(anchors.Images, anchors.Labels));
    }

    private static byte[][] Turned(IdxData data) => [.. data.Images.Select((image, i) => TurnedPictures.Turn(image, (ulong)(i + Learnt)))];

    private static Network Trained(string folder, string name)
    {
        string path = Path.Combine(folder, name + ".safetensors");
        return File.Exists(path) ? Network.Read(path) : throw new DataException(
            $"{path}: not there; make it with: bench -- shifts write-turned --data FASHION --out DIR, then vigie train --data DIR/{name} --part train --recipe {Recipe} --out {path}", true);
    }

    private static LabelledImage[] Labelled(IReadOnlyList<byte[]> images, byte[] labels) =>
        [.. images.Select((image, i) => new LabelledImage(image, labels[i], "idx"))];
}
