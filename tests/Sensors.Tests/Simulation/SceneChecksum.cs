using System.Security.Cryptography;
using Sensors.Simulation;

namespace Sensors.Tests.Simulation;

/// <summary>One number over many pictures, for comparing machines.</summary>
internal static class SceneChecksum
{
    /// <summary>SHA-256 over the first pictures of a scene and their truth.</summary>
    public static string OfFrames(string uri, int frames)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using SimulatedCamera camera = new(SceneOptions.Parse(uri));
        Frame frame = new();
        for (int i = 0; i < frames && camera.Read(frame, default); i++)
        {
            hash.AppendData(frame.Luma);
            foreach (SceneObject seen in camera.Truth)
                hash.AppendData(BitConverter.GetBytes(HashCodeOf(seen)));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>SHA-256 over training crops of each kind.</summary>
    public static string OfCrops(int seeds)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] crop = new byte[64 * 64];
        for (int seed = 0; seed < seeds; seed++)
        {
            foreach (SceneClass? what in new SceneClass?[] { null, SceneClass.Person, SceneClass.Vehicle })
            {
                TrainingScenes.Render(seed, what, crop, 64);
                hash.AppendData(crop);
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static long HashCodeOf(SceneObject seen) =>
        ((((long)seen.Id * 31 + (int)seen.Class) * 4096 + seen.X) * 4096 + seen.Y) * 4096 + seen.Width * 7 + seen.Height
        + BitConverter.DoubleToInt64Bits(seen.VisibleShare);
}
