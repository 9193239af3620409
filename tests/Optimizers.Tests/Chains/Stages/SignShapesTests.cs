using Optimizers.Chains.Stages;
using Optimizers.Gradient;
using Optimizers.Tests.Support;

namespace Optimizers.Tests.Chains.Stages;

public sealed class SignShapesTests
{
    [Fact]
    public void A_stage_takes_what_the_one_before_gives()
    {
        IReadOnlyList<StageShape> shapes = SignShapes.Of(SomeSigns.Recipe(SomeSigns.Bytes));
        Assert.Equal(new LayerShape(8, 16, 3, 5, 2, 64, BiasUnit: 32), Assert.Single(shapes[0].Layers));
        Assert.Equal([new LayerShape(4, 8, 64, 3, 1, 64, Pools: true), new LayerShape(1, 1, 2 * 4 * 64, 1, 1, 32)], shapes[1].Layers);
        Assert.Equal([true, false], shapes.Select(shape => shape.TakesBytes));
        shapes = SignShapes.Of(SomeSigns.Recipe(SomeSigns.Dense));
        Assert.Equal([new LayerShape(1, 1, 42, 1, 1, 32)], shapes[0].Layers);
        Assert.False(shapes[0].TakesBytes);
        Assert.Equal(512, shapes[1].LogitScale);
    }

    /// <summary>The spread of the logits of random signs at the scale that a recipe gets when it says nothing: between half a nat and four.</summary>
    [Theory]
    [InlineData(SomeSigns.Bytes)]
    [InlineData(SomeSigns.Dense)]
    [InlineData(SomeSigns.Maps)]
    public void Without_a_scale_random_signs_give_logits_of_a_nat_or_two(string json)
    {
        Recipe recipe = SomeSigns.Recipe(json.Replace("\"logit_scale\": 512", "", StringComparison.Ordinal));
        List<double>[] logits = [[], []];
        for (ulong seed = 1; seed <= 6; seed++)
        {
            StageWeights[] stages = [.. SignShapes.Of(recipe).Select((shape, s) => SomeSigns.Weights(shape, (seed * 10) + (ulong)s))];
            foreach (StageWeights stage in stages)
            {
                foreach (ref short weight in stage.Block(stage.Shape.Layers.Count))
                    weight = (short)(weight < 0 ? -1 : 1);
            }

            foreach (byte[] picture in SomeSigns.Pictures(recipe, 6, seed))
            {
                int[][] all = SomeSigns.Logits(recipe, stages, picture);
                for (int s = 0; s < all.Length; s++)
                    logits[s].AddRange(all[s].Select(m => m / 65536.0));
            }
        }

        foreach (List<double> stage in logits)
            Assert.InRange(Math.Sqrt(stage.Average(l => l * l)), 0.5, 4);
    }

    [Theory]
    [InlineData("\"kernel\": 5, \"stride\": 2", "\"kernel\": 9", "stage 1, layer 1: found kernel 9")]
    [InlineData("\"sign_conv\", \"channels\": 64", "\"sign_conv\", \"kernel\": 5, \"channels\": 64", "stage 2, layer 1: found kernel 5 and stride 1, expected kernel 1 or 3")]
    [InlineData("\"sign_conv\", \"channels\": 64", "\"sign_conv\", \"stride\": 2, \"channels\": 64", "since it takes signs")]
    [InlineData("\"kind\": \"max_pool\"", "\"kind\": \"average_pool\"", "stage 2, layer 2: found kind \"average_pool\"")]
    [InlineData("\"kind\": \"max_pool\"", "\"kind\": \"binary_residual\", \"channels\": 64", "signs keep to themselves")]
    [InlineData("\"kind\": \"max_pool\"", "\"kind\": \"binarize\", \"level\": 3", "expected it first")]
    [InlineData("\"kind\": \"sign_dense\", \"units\": 32", "\"kind\": \"max_pool\"", "expected one a layer")]
    [InlineData("\"units\": 32", "\"units\": 0", "found 0 units")]
    [InlineData("\"units\": 32", "\"channels\": 32", "found \"channels\"")]
    [InlineData("\"channels\": 64 }, {", "\"channels\": 48 }, {", "expected a multiple of 64 channels")]
    [InlineData("\"kernel\": 5, \"stride\": 2, \"channels\": 64 }", "\"kernel\": 5, \"channels\": 64, \"units\": 3 }", "found \"units\"")]
    [InlineData("{ \"kind\": \"sign_conv\", \"kernel\": 5, \"stride\": 2, \"channels\": 64 }", "{ \"kind\": \"sign_dense\", \"units\": 8 }", "sign_dense on the picture")]
    [InlineData("{ \"kind\": \"sign_conv\", \"kernel\": 5, \"stride\": 2, \"channels\": 64 }", "", "stage 1: found no layer with weights")]
    [InlineData("\"grid\": 2", "\"grid\": 3", "grid 3 does not divide")]
    [InlineData("\"height\": 8", "\"height\": 12", "makes cells of 12 pixels")]
    [InlineData("\"exit\": { }", "\"exit\": { \"logit_scale\": 100 }", "stage 2, exit: found logit_scale 100, expected a multiple of 256")]
    public void What_makes_no_network_is_refused_with_its_place(string part, string wrong, string reason)
    {
        Assert.Contains(part, SomeSigns.Bytes, StringComparison.Ordinal);
        string json = SomeSigns.Bytes.Replace(part, wrong, StringComparison.Ordinal);
        RecipeException fault = Assert.Throws<RecipeException>(() => SignShapes.Of(SomeSigns.Recipe(json)));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"level\": 100", "\"level\": 0", "level of 1 to 255")]
    [InlineData("\"sign_dense\", \"units\": 48", "\"sign_conv\", \"channels\": 48", "expected sign_dense, which takes flat maps")]
    [InlineData("\"units\": 48", "\"units\": 4000", "expected 1 to 2048")]
    public void So_is_what_makes_none_on_binarised_pixels(string part, string wrong, string reason)
    {
        string json = SomeSigns.Dense.Replace(part, wrong, StringComparison.Ordinal);
        Assert.Contains(reason, Assert.Throws<RecipeException>(() => SignShapes.Of(SomeSigns.Recipe(json))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_logit_scale_belongs_to_networks_of_signs()
    {
        string json = System.Text.Encoding.UTF8.GetString(Some.Recipe().ToJson());
        string wrong = json.Replace("\"logit_scale\":null", "\"logit_scale\":256", StringComparison.Ordinal);
        Assert.NotEqual(json, wrong);
        Assert.Contains("logit_scale", Assert.Throws<RecipeException>(() => SomeSigns.Recipe(wrong)).Message, StringComparison.Ordinal);
    }
}
