using Inference.Gating;

namespace Inference.Tests.Gating;

public class GateTests
{
    private readonly Region[] _regions = new Region[48];

    [Theory]
    [InlineData(320, 240, 3)]
    [InlineData(640, 480, 5)]
    [InlineData(333, 251, 2)]
    public void A_moving_square_is_one_region_around_it(int width, int height, int noise)
    {
        Scene scene = new(width, height, 1);
        Gate gate = Learned(scene, noise);
        for (int step = 0; step < 20; step++)
        {
            scene.Draw(noise);
            int left = 30 + (step * 8);
            scene.Square(left, 90, 40, 20);
            int found = gate.Process(scene.Luma, _regions);
            Assert.Equal(1, found);
            Assert.InRange(_regions[0].X, left - 4, left + 4);
            Assert.InRange(_regions[0].Width, 36, 48);
            Assert.InRange(_regions[0].Height, 36, 48);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(10)]
    public void Noise_alone_is_no_region(int noise)
    {
        Scene scene = new(320, 240, 2);
        Gate gate = Learned(scene, noise);
        int found = 0;
        for (int step = 0; step < 100; step++)
        {
            scene.Draw(noise);
            found += gate.Process(scene.Luma, _regions);
        }

        Assert.Equal(0, found);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-40)]
    public void A_switched_light_is_no_region_and_is_counted(int light)
    {
        Scene scene = new(320, 240, 3);
        Gate gate = Learned(scene, 3);
        int found = 0;
        for (int step = 0; step < 20; step++)
        {
            scene.Draw(3, light);
            found += gate.Process(scene.Luma, _regions);
        }

        Assert.Equal(0, found);
        Assert.Equal(1, gate.Counters.LightChanges);
    }

    [Fact]
    public void An_object_is_still_seen_when_the_light_is_switched()
    {
        Scene scene = new(320, 240, 4);
        Gate gate = Learned(scene, 3);
        scene.Draw(3, 30);
        scene.Square(100, 100, 40, 20);
        Assert.Equal(1, gate.Process(scene.Luma, _regions));
    }

    [Fact]
    public void A_shaking_camera_is_no_region_and_is_counted()
    {
        Scene scene = new(320, 240, 5);
        Gate gate = Learned(scene, 2);
        int found = 0;
        for (int step = 0; step < 40; step++)
        {
            scene.Draw(2, 0, step % 5 - 2);
            found += gate.Process(scene.Luma, _regions);
        }

        Assert.Equal(0, found);
    }

    [Fact]
    public void A_held_object_that_stops_stays_and_one_that_is_not_held_does_not()
    {
        Assert.True(SeenAfter(1200, hold: true));
        Assert.False(SeenAfter(1200, hold: false));
    }

    [Fact]
    public void What_leaves_a_learned_place_is_a_ghost_and_soon_gone()
    {
        Scene scene = new(320, 240, 6);
        Gate gate = new(320, 240, new GateOptions());
        for (int step = 0; step < 20; step++)
        {
            scene.Draw(2);
            scene.Square(100, 100, 40, 20);
            gate.Process(scene.Luma, _regions);
        }

        int found = 0;
        for (int step = 0; step < 20; step++)
        {
            scene.Draw(2);
            found = gate.Process(scene.Luma, _regions);
        }

        Assert.Equal(0, found);
        Assert.Equal(1, gate.Counters.Ghosts);
    }

    [Fact]
    public void Random_pictures_never_throw_and_regions_stay_inside()
    {
        Random random = new(7);
        foreach ((int width, int height) in new[] { (16, 16), (17, 33), (101, 77), (640, 481), (1283, 719), (16384, 16) })
        {
            Gate gate = new(width, height, new GateOptions());
            byte[] luma = new byte[width * height];
            Region[] few = new Region[3];
            for (int step = 0; step < 30; step++)
            {
                if (step % 3 == 0)
                    random.NextBytes(luma.AsSpan(random.Next(luma.Length)));
                if (step % 7 == 0)
                    Array.Fill(luma, (byte)random.Next(256));
                int found = gate.Process(luma, TimeSpan.FromMilliseconds(random.Next(0, 400)), few);
                gate.Hold(random.Next(-50, width), random.Next(-50, height), random.Next(1, 90), random.Next(1, 90));
                gate.Absorb(random.Next(-50, width), random.Next(-50, height), random.Next(1, 90), random.Next(1, 90));
                foreach (Region region in few.AsSpan(0, found))
                {
                    Assert.True(region.X >= 0 && region.Y >= 0 && region.Width > 0 && region.Height > 0);
                    Assert.True(region.X + region.Width <= width && region.Y + region.Height <= height);
                }
            }
        }
    }

    [Fact]
    public void Nothing_is_allocated_after_construction()
    {
        Scene scene = new(640, 480, 8);
        Gate gate = Learned(scene, 3);
        scene.Draw(3);
        scene.Square(100, 100, 60, 20);
        gate.Process(scene.Luma, _regions);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < 50; step++)
            gate.Process(scene.Luma, _regions);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private bool SeenAfter(int frames, bool hold)
    {
        Scene scene = new(160, 120, 9);
        Gate gate = Learned(scene, 2);
        int found = 0;
        for (int step = 0; step < frames; step++)
        {
            scene.Draw(2);
            scene.Square(50, 40, 30, 20);
            found = gate.Process(scene.Luma, _regions);
            if (hold)
                gate.Hold(45, 35, 40, 40);
        }

        return found == 1;
    }

    private Gate Learned(Scene scene, int noise)
    {
        Gate gate = new(scene.Width, scene.Height, new GateOptions());
        for (int step = 0; step < 40; step++)
        {
            scene.Draw(noise);
            Assert.Equal(0, gate.Process(scene.Luma, _regions));
        }

        return gate;
    }
}
