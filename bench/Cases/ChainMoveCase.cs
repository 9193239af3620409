using Benchmarks.Racing;
using Inference;
using Inference.Kernels;
using Optimizers.Chains.Stages;
using Optimizers.Chains.Stages.Sliced;

namespace Benchmarks.Cases;

/// <summary>
/// Moves of some signs on the last stage of a network of signs, evaluated over 1,000 samples to their end, against the engine's last layer and exit, and its
/// whole network, over the same samples.
/// </summary>
internal sealed class ChainMoveCase(string name, string recipe, int size) : ICase
{
    private const int Samples = 1000;
    private const int Visits = 4;
    private const int Moves = 200;

    /// <summary>Moves drawn in advance: drawing is no part of an evaluation.</summary>
    private const int Drawn = 4096;

    /// <summary>784-256-256-10 on binarised pixels.</summary>
    public const string Dense =
        """
        {
          "name": "bench", "height": 28, "width": 28, "classes": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
          "stages": [
            { "layers": [{ "kind": "binarize", "level": 128 }, { "kind": "sign_dense", "units": 256 }], "exit": { "grid": 1, "logit_scale": 8192 } },
            { "layers": [{ "kind": "sign_dense", "units": 256 }], "exit": { "grid": 1, "logit_scale": 8192 } }
          ],
          "chain": { "steps": 400000, "lambda_start": 2.4, "lambda": 12, "moves_per_visit": 200, "exit_share": 0.03, "exit_moves_per_visit": 20 }
        }
        """;

    /// <summary>3×3 convolutions of signs to 128 channels and from 128 to 128, on 16×16.</summary>
    public const string Convolution =
        """
        {
          "name": "bench", "height": 16, "width": 16, "classes": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
          "stages": [
            { "layers": [{ "kind": "sign_conv", "kernel": 3, "channels": 128 }], "exit": { "grid": 4, "logit_scale": 256 } },
            { "layers": [{ "kind": "sign_conv", "kernel": 3, "channels": 128 }], "exit": { "grid": 4, "logit_scale": 256 } }
          ],
          "chain": { "steps": 10000, "lambda_start": 2.4, "lambda": 12, "moves_per_visit": 200, "exit_share": 0.03, "exit_moves_per_visit": 20 }
        }
        """;

    private readonly Move _move = new(size);
    private int[] _drawn = [];
    private int _next;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Race Prepare()
    {
        SignTask task = new(recipe, Samples);
        IStageRisk stage = task.Risk;
        EngineRisk whole = EngineRisk.Whole(new Network(task.Definition), task.Pictures, task.Labels), last = task.LastLayer(KernelCatalog.Choose());
        task.Check(whole, name);
        task.Check(last, name);
        _drawn = Draw(stage.Shape.Row(0));
        int unit = 0;
        stage.Visit(0, 0);

        void Propose(int drawn)
        {
            _move.Begin(0, unit);
            ReadOnlySpan<short> row = stage.Weights.Row(0, unit);
            foreach (int index in _drawn.AsSpan(drawn * size, size))
                _move.Add(index, (short)-row[index]);
            stage.Evaluate(_move, 0, long.MaxValue);
        }

        void Evaluate() => Propose(_next = (_next + 1) % Drawn);
        void Visit() => stage.Visit(0, unit = (unit + 1) % stage.Shape.Units(0));

        // There and back, so that the weights stay those of the training.
        void Commit()
        {
            Evaluate();
            stage.Commit();
            Propose(_next);
            stage.Commit();
        }

        void Mix()
        {
            for (int visit = 0; visit < Visits; visit++)
            {
                Visit();
                for (int move = 0; move < Moves; move += 20)
                {
                    for (int i = 0; i < 18; i++)
                        Evaluate();
                    Commit();
                }
            }
        }

        IHeldBytes held = (IHeldBytes)stage;
        return new Race(
            last.Macs * Samples,
            [
                new("a move", Evaluate), new("a move that is taken", Commit, 2), new("a visit", Visit), new("a move of the mix", Mix, Visits * Moves),
                last.Contender("engine: last layer and exit", 8), whole.Contender("engine: whole network", 8),
            ],
            FormattableString.Invariant($"state of the chain {held.Bytes / 1e6:0.00} MB, planes of its inputs {held.InputBytes / 1e6:0.00} MB"));
    }

    /// <summary><c>[Drawn][size]</c> places of a row, those of a move all different.</summary>
    private int[] Draw(int row)
    {
        Random random = new(1);
        Move move = new(size);
        int[] drawn = new int[Drawn * size];
        for (int i = 0; i < Drawn; i++)
        {
            move.Begin(0, 0);
            while (move.Count < size)
            {
                int index = random.Next(row);
                if (!move.Holds(index))
                    move.Add(index, 0);
            }

            move.Index.CopyTo(drawn.AsSpan(i * size));
        }

        return drawn;
    }
}
