using Optimizers.Chains.Stages;

namespace Optimizers.Chains;

/// <summary>What a chain on the risk of a stage can be asked besides: its weights as <see cref="StageWeights"/>.</summary>
public static class StageChain
{
    extension(Chain chain)
    {
        /// <summary>The weights as they are.</summary>
        /// <exception cref="InvalidOperationException">The chain's risk is not that of a stage.</exception>
        public StageWeights Weights => StageOf(chain).Weights;

        /// <summary>A sample that was kept, 0 the oldest, as a copy.</summary>
        /// <exception cref="InvalidOperationException">The chain's risk is not that of a stage.</exception>
        public StageWeights Sample(int index)
        {
            StageWeights weights = new(StageOf(chain).Shape);
            weights.CopyFrom(chain.SampleState(index));
            return weights;
        }
    }

    private static IStageRisk StageOf(Chain chain) => chain.RiskObject as IStageRisk
        ?? throw new InvalidOperationException($"found a chain on a {chain.RiskObject.GetType().Name}, expected one on the risk of a stage, whose weights are StageWeights");
}
