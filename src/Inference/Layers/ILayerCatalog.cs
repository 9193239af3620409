using Inference.Exits;
using Inference.Format;

namespace Inference.Layers;

/// <summary>Builds layers and exits for one kernel set.</summary>
internal interface ILayerCatalog
{
    /// <exception cref="ModelFormatException">The definition does not fit what it reads.</exception>
    ILayer Layer(LayerDefinition definition, LayerSite site);

    /// <exception cref="ModelFormatException">The definition does not fit what it reads.</exception>
    IExit Exit(ExitDefinition definition, int classes, LayerSite site);
}
