namespace Inference.Format;

/// <summary>One trunk layer as data. Arrays are held by reference: whoever fills them leaves them alone afterwards.</summary>
public abstract record LayerDefinition;
