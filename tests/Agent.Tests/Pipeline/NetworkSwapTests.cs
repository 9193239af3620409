using Agent.Pipeline;
using Agent.Training;
using Inference;
using Inference.Format;
using Optimizers.Learning.Memory;

namespace Agent.Tests.Pipeline;

/// <summary>A network that takes another's place while crops go by.</summary>
public class NetworkSwapTests
{
    private static readonly Network Shipped = ShippedNetwork.Read(null);

    [Fact]
    public void Each_crop_is_answered_whole_by_one_of_the_two_and_nothing_is_allocated()
    {
        Network other = new(Turned());
        NetworkClassifier classifier = new(Shipped);
        byte[] crop = Crop(7);
        int before = Shipped.Run(crop, Shipped.CreateWorkspace()).Class, after = other.Run(crop, other.CreateWorkspace()).Class;
        Assert.NotEqual(before, after);
        Assert.Equal(before, classifier.Classify(crop).Class);
        classifier.Swap(other, null);
        // What is asked of the last answer still comes from the network that gave it.
        Assert.Equal(Largest(classifier.Probabilities), before);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        Prediction answer = classifier.Classify(crop);
        classifier.Audit(1, crop, answer);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - allocated);
        Assert.Equal(after, answer.Class);
    }

    [Fact]
    public void The_last_exit_teaches_an_earlier_one_once_a_track_and_drops_what_nobody_takes()
    {
        TeacherRing ring = new(Shipped.Definition, 1);
        byte[] crop = Crop(3), taken = new byte[crop.Length];
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        ring.Offer(1, crop, new Prediction(2, 60000, 3, 0));
        ring.Offer(1, crop, new Prediction(1, 60000, 3, 0));
        ring.Offer(2, crop, new Prediction(1, 60000, 1, 0));
        ring.Offer(3, crop, new Prediction(1, 60000, 2, 0));
        ring.OfferAudit(4, crop, 0);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - allocated);
        Assert.True(ring.TryTake(out TeacherRing.Lesson lesson, taken));
        Assert.Equal(new TeacherRing.Lesson(1, 2, LabelSource.LaterExit), lesson);
        Assert.Equal(crop, taken);
        // Exit 2 promises nothing, so it teaches nobody.
        Assert.True(ring.TryTake(out lesson, taken));
        Assert.Equal(new TeacherRing.Lesson(4, 0, LabelSource.Audit), lesson);
        Assert.False(ring.TryTake(out _, taken));
        for (int track = 10; track < 30; track++)
            ring.OfferAudit(track, crop, 1);
        int held = 0;
        while (ring.TryTake(out lesson, taken))
            Assert.Equal(10 + held++, lesson.Track);
        Assert.Equal(8, held);
    }

    /// <summary>The shipped network with the logits of the last exit turned around, and no early answers.</summary>
    private static NetworkDefinition Turned()
    {
        StageDefinition[] stages = [.. Shipped.Definition.Stages];
        for (int i = 0; i < stages.Length; i++)
        {
            LinearExitDefinition exit = (LinearExitDefinition)stages[i].Exit;
            stages[i] = stages[i] with
            {
                Exit = exit with { Weights = [.. exit.Weights.Select(weight => (short)-weight)], Biases = [.. exit.Biases.Select(bias => -bias)] },
            };
        }

        return Shipped.Definition with { Stages = stages };
    }

    private static byte[] Crop(int seed)
    {
        byte[] crop = new byte[64 * 64];
        new Random(seed).NextBytes(crop);
        return crop;
    }

    private static int Largest(ReadOnlySpan<int> numbers)
    {
        int best = 0;
        for (int i = 1; i < numbers.Length; i++)
            best = numbers[i] > numbers[best] ? i : best;
        return best;
    }
}
