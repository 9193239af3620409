using Sensors.Simulation;

namespace Sensors.Tests.Simulation;

public sealed class TruthTests
{
    private const int Slack = 6;

    [Theory]
    [InlineData("street")]
    [InlineData("highway")]
    [InlineData("corridor")]
    [InlineData("yard")]
    [InlineData("street&tilt=15")]
    [InlineData("yard&tilt=-20&looks=other")]
    public void What_differs_from_the_empty_scene_lies_in_the_truth_boxes(string layout)
    {
        string uri = $"sim:?seed=11&fps=2&noise=0&distractors=0&layout={layout}&objects=";
        using SimulatedCamera camera = new(SceneOptions.Parse(uri + "20"));
        using SimulatedCamera empty = new(SceneOptions.Parse(uri + "0"));
        Frame frame = new(), still = new();
        long changed = 0, explained = 0, filled = 0, area = 0;
        for (int i = 0; i < 120; i++)
        {
            camera.Read(frame, default);
            empty.Read(still, default);
            Assert.Equal(0, empty.Truth.Length);
            foreach (SceneObject seen in camera.Truth)
                area += seen.Width * seen.Height;
            Count(frame, still, camera.Truth, ref changed, ref explained, ref filled);
        }

        Assert.True(changed > 20000, $"only {changed} pixels changed in 120 pictures");
        Assert.True(explained >= 0.95 * changed, $"{explained} of {changed} changed pixels lie in boxes");
        Assert.True(filled >= 0.35 * area, $"only {filled} of {area} pixels in boxes changed");
    }

    [Fact]
    public void Boxes_lie_in_the_picture_and_shares_between_0_and_1()
    {
        ForEach("sim:?seed=4&fps=5&minutes=4&width=320&height=240&objects=20", seen =>
        {
            Assert.InRange(seen.X, 0, 320 - seen.Width);
            Assert.InRange(seen.Y, 0, 240 - seen.Height);
            Assert.InRange(seen.VisibleShare, 0, 1);
        });
    }

    [Theory]
    [InlineData("street", 36)]
    [InlineData("corridor", 45)]
    [InlineData("highway", 45)]
    public void Objects_enter_and_leave_at_the_border_and_move_without_jumps(string layout, int step)
    {
        SceneOptions options = SceneOptions.Parse($"sim:?seed=9&fps=10&minutes=4&width=320&height=240&layout={layout}");
        using SimulatedCamera camera = new(options);
        Frame frame = new();
        Dictionary<int, SceneObject> last = [];
        Dictionary<int, long> seenAt = [];
        while (camera.Read(frame, default))
        {
            foreach (SceneObject seen in camera.Truth)
            {
                if (!last.TryGetValue(seen.Id, out SceneObject before))
                    Assert.InRange(Inset(seen, options), 0, step);
                else if (seenAt[seen.Id] == frame.Sequence - 1)
                    Assert.InRange(Math.Abs(seen.X + seen.Width / 2 - before.X - before.Width / 2), 0, step);
                else
                    Assert.True(frame.Sequence - seenAt[seen.Id] < 20, $"object {seen.Id} came back after more than two seconds");
                last[seen.Id] = seen;
                seenAt[seen.Id] = frame.Sequence;
            }
        }

        List<int> left = [.. last.Keys.Where(id => seenAt[id] < options.FrameCount - 20)];
        Assert.True(left.Count >= 8, $"only {left.Count} objects left in 4 minutes");
        Assert.All(left, id => Assert.InRange(Inset(last[id], options), 0, step));
    }

    [Fact]
    public void Both_classes_come_in_balance_and_four_to_eight_objects_a_minute()
    {
        Dictionary<int, SceneClass> classes = [];
        ForEach("sim:?seed=21&fps=4&minutes=20&width=160&height=120", seen =>
        {
            Assert.True(!classes.TryGetValue(seen.Id, out SceneClass known) || known == seen.Class);
            classes[seen.Id] = seen.Class;
        });
        Assert.InRange(classes.Count, 4 * 20, 8 * 20);
        Assert.InRange(classes.Values.Count(c => c == SceneClass.Person), 0.35 * classes.Count, 0.65 * classes.Count);
    }

    private static void ForEach(string uri, Action<SceneObject> check)
    {
        using SimulatedCamera camera = new(SceneOptions.Parse(uri));
        Frame frame = new();
        while (camera.Read(frame, default))
        {
            foreach (SceneObject seen in camera.Truth)
                check(seen);
        }
    }

    private static void Count(
        Frame frame, Frame still, ReadOnlySpan<SceneObject> truth, ref long changed, ref long explained, ref long filled)
    {
        for (int y = 0; y < frame.Height; y++)
        {
            for (int x = 0; x < frame.Width; x++)
            {
                int i = y * frame.Width + x;
                if (Math.Abs(frame.Luma[i] - still.Luma[i]) < 10)
                    continue;
                changed++;
                explained += IsNear(truth, x, y, Slack) ? 1 : 0;
                filled += IsNear(truth, x, y, 0) ? 1 : 0;
            }
        }
    }

    private static bool IsNear(ReadOnlySpan<SceneObject> truth, int x, int y, int slack)
    {
        foreach (SceneObject seen in truth)
        {
            if (x >= seen.X - slack && x < seen.X + seen.Width + slack && y >= seen.Y - slack && y < seen.Y + seen.Height + slack)
                return true;
        }

        return false;
    }

    private static int Inset(SceneObject seen, SceneOptions options) =>
        Math.Min(Math.Min(seen.X, seen.Y), Math.Min(options.Width - seen.X - seen.Width, options.Height - seen.Y - seen.Height));
}
