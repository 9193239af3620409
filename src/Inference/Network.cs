using Inference.Format;
using Inference.Kernels;

namespace Inference;

/// <summary>
/// Stages with an exit each, run until an exit's answer is good enough. Immutable: any number of threads, a workspace each.
/// </summary>
public sealed class Network
{
    private readonly Stage[] _stages;
    private readonly WorkspacePlan _plan;
    private readonly ExitPolicyKind _policy;
    private readonly FeatureMap _input;

    /// <summary>Builds a network on the kernel set of <see cref="KernelCatalog.Choose()"/>.</summary>
    /// <param name="definition">What the network is; its arrays are not copied.</param>
    /// <exception cref="ModelFormatException">
    /// The definition contradicts itself; names the place, what was found and what was expected.
    /// </exception>
    /// <exception cref="InvalidOperationException">The environment forces a kernel set that cannot run here.</exception>
    public Network(NetworkDefinition definition)
        : this(definition, KernelCatalog.Choose())
    {
    }

    /// <summary>Builds a network on one kernel set.</summary>
    /// <param name="definition">What the network is; its arrays are not copied.</param>
    /// <param name="kernels">A set this machine supports.</param>
    /// <exception cref="ModelFormatException">
    /// The definition contradicts itself; names the place, what was found and what was expected.
    /// </exception>
    /// <exception cref="ArgumentException">This machine does not support the set.</exception>
    public Network(NetworkDefinition definition, KernelSet kernels)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(kernels);
        if (!kernels.IsSupported)
            throw new ArgumentException($"found the kernel set {kernels.Name}, expected one this machine supports", nameof(kernels));
        NetworkBuilder builder = new(definition, kernels.Layers);
        Definition = definition;
        _stages = builder.Build();
        _plan = builder.Plan;
        _policy = definition.Policy;
        _input = new(FeatureKind.Pixels, Input.Height, Input.Width, Input.Channels);
        KernelSet = kernels.Name;
        CertificateRules.Check(this);
    }

    /// <summary>What it was built from.</summary>
    public NetworkDefinition Definition { get; }

    /// <summary>The picture it takes.</summary>
    public InputShape Input => Definition.Input;

    /// <summary>Names of the classes, in the order of <see cref="Workspace.Probabilities"/>.</summary>
    public IReadOnlyList<string> Classes => Definition.Classes;

    /// <summary>The stages in order.</summary>
    public IReadOnlyList<Stage> Stages => _stages;

    /// <summary>SHA-256 of the tensors in the order of the graph, 64 lowercase hex digits.</summary>
    /// <remarks>Taken when first asked for: reading a file builds a network only to check it.</remarks>
    public string Hash => field ??= TensorHash.Of(Definition);

    /// <summary>
    /// SHA-256 of the tensors and of the graph without name, notes, policy, thresholds and certificates, 64 lowercase hex digits: networks that share
    /// it give the same probabilities at every exit. What a certificate is bound to.
    /// </summary>
    /// <remarks>Taken when first asked for: only certificates need it.</remarks>
    public string FunctionHash => field ??= TensorHash.OfFunction(Definition);

    /// <summary>Name of the kernel set it runs on.</summary>
    public string KernelSet { get; }

    /// <summary>Reads a model file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A network ready to run.</returns>
    /// <exception cref="ModelFormatException">The file is damaged or contradicts itself.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Network Read(string path) => Read(ModelFile.Load(path), path);

    /// <summary>Reads a model from memory.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">What to call it in faults.</param>
    /// <returns>A network ready to run.</returns>
    /// <exception cref="ModelFormatException">The file is damaged or contradicts itself.</exception>
    public static Network Read(ReadOnlySpan<byte> file, string name)
    {
        try
        {
            return new Network(ModelFile.Read(file));
        }
        catch (ModelFormatException fault)
        {
            throw new ModelFormatException(fault.Offset, $"{fault.Found} (in {name})", fault.Expected);
        }
    }

    /// <summary>Every layer and exit in the order in which a run that reaches the last exit takes them.</summary>
    public IReadOnlyList<NetworkStep> Steps()
    {
        List<NetworkStep> steps = [];
        foreach (Stage stage in _stages)
        {
            IReadOnlyList<LayerDefinition> layers = Definition.Stages[stage.Number - 1].Layers;
            for (int index = 0; index < stage.Layers.Length; index++)
            {
                string place = TensorNames.Layer(TensorNames.Stage(stage.Number), index + 1);
                steps.Add(new NetworkStep(place, LayerKinds.NameOf(layers[index]), stage.Layers[index]));
            }

            steps.Add(new NetworkStep(TensorNames.Exit(stage.Number), stage.Number, stage.Exit));
        }

        return steps;
    }

    /// <summary>Multiply-accumulates of an answer that the exit policy gives at an exit: the trunk up to it and every head on the way that may answer, of a vote all members.</summary>
    /// <param name="exit">1 to the number of stages.</param>
    public long CascadeMacs(int exit)
    {
        long macs = 0;
        foreach (Stage stage in _stages.AsSpan(0, exit))
            macs += stage.TrunkMacs + (stage.AnswersEarly || stage.Number == exit ? stage.ExitMacs : 0);
        return macs;
    }

    /// <summary>Allocates every buffer one run needs.</summary>
    /// <returns>A workspace of this network.</returns>
    public Workspace CreateWorkspace() => new(this, _plan);

    /// <summary>
    /// Classifies one picture, leaving at the first exit whose answer is good enough. A vote asks members until neither its answer nor whether it is final can
    /// change: the probabilities are those of the members asked. Allocates nothing.
    /// </summary>
    /// <param name="image"><c>[Height × Width × Channels]</c> of <see cref="Input"/>.</param>
    /// <param name="workspace">Of this network; holds the probabilities afterwards.</param>
    /// <returns>The answer and its cost.</returns>
    /// <exception cref="ArgumentException">A picture of another size, or another network's workspace.</exception>
    public Prediction Run(ReadOnlySpan<byte> image, Workspace workspace)
    {
        Load(image, workspace);
        long macs = 0;
        foreach (Stage stage in _stages)
        {
            stage.RunTrunk(workspace);
            macs += stage.TrunkMacs;
            bool isLast = stage.Number == _stages.Length;
            if (!isLast && (!stage.AnswersEarly || stage.Number > workspace.OpenExits))
                continue;
            bool isFinal = stage.RunExit(workspace, _policy, isLast);
            macs += workspace.ExitMacs;
            if (isFinal)
                return Answer(workspace, stage.Number, macs);
        }

        throw new InvalidOperationException("a network has at least one stage");
    }

    /// <summary>Classifies one picture by one exit; the heads before it are not computed, and a vote asks all members. Allocates nothing.</summary>
    /// <param name="image"><c>[Height × Width × Channels]</c> of <see cref="Input"/>.</param>
    /// <param name="workspace">Of this network; holds the probabilities afterwards.</param>
    /// <param name="exit">1 to the number of stages.</param>
    /// <returns>That exit's answer, and the cost of the trunk up to it and of its head.</returns>
    /// <exception cref="ArgumentException">A picture of another size, or another network's workspace.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No such exit.</exception>
    public Prediction RunTo(ReadOnlySpan<byte> image, Workspace workspace, int exit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(exit, _stages.Length);
        Load(image, workspace);
        long macs = 0;
        for (int index = 0; index < exit; index++)
        {
            _stages[index].RunTrunk(workspace);
            macs += _stages[index].TrunkMacs;
        }

        _stages[exit - 1].RunExit(workspace);
        return Answer(workspace, exit, macs + workspace.ExitMacs);
    }

    /// <summary>
    /// The last exit's answer to the picture of the workspace's last run, which went no further than some exit: goes on from there. Allocates nothing.
    /// </summary>
    /// <param name="workspace">Of this network, after a run; holds the last exit's probabilities afterwards.</param>
    /// <returns>The last exit's answer; its cost is what was spent in addition.</returns>
    /// <exception cref="ArgumentException">Another network's workspace, or one without a run.</exception>
    public Prediction Finish(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        if (workspace.Owner != this || workspace.Reached == 0)
            throw new ArgumentException("found a workspace of another network or without a run, expected one that has run", nameof(workspace));
        Stage last = _stages[^1];
        long macs = 0;
        foreach (Stage stage in _stages.AsSpan(workspace.Reached))
        {
            stage.RunTrunk(workspace);
            macs += stage.TrunkMacs;
        }

        if (workspace.Reached < last.Number)
        {
            last.RunExit(workspace);
            macs += workspace.ExitMacs;
        }

        return Answer(workspace, last.Number, macs);
    }

    /// <summary>Puts a picture into a workspace, for the <see cref="Steps"/> to work on. Allocates nothing.</summary>
    /// <param name="image"><c>[Height × Width × Channels]</c> of <see cref="Input"/>.</param>
    /// <param name="workspace">Of this network.</param>
    /// <exception cref="ArgumentException">A picture of another size, or another network's workspace.</exception>
    public void Load(ReadOnlySpan<byte> image, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        if (workspace.Owner != this)
            throw new ArgumentException("found a workspace of another network, expected one of CreateWorkspace", nameof(workspace));
        if (image.Length != _input.Elements)
            throw new ArgumentException($"found a picture of {image.Length} bytes, expected {Input} = {_input.Elements}", nameof(image));
        image.CopyTo(workspace.Pixels);
        workspace.Reached = 0;
    }

    private static Prediction Answer(Workspace workspace, int exit, long macs)
    {
        workspace.Reached = exit;
        return new Prediction(workspace.Answer, workspace.Probabilities[workspace.Answer], exit, macs);
    }
}
