namespace Inference.Gating;

/// <summary>What the gate saw in one frame, beside the regions.</summary>
/// <param name="Learning">The background was being learned; no region is given.</param>
/// <param name="ChangedShare">Changed cells over all cells, 1/65536.</param>
/// <param name="LightChange">Grey levels by which the light of the whole scene was found changed and compensated, signed.</param>
/// <param name="ShiftX">Columns by which the picture was found shifted against the background, pixels.</param>
/// <param name="ShiftY">Rows by which the picture was found shifted, pixels.</param>
/// <param name="Suppressed">Too much changed at once for objects; no region is given.</param>
/// <param name="Regions">Regions given.</param>
public readonly record struct GateReport(
    bool Learning,
    int ChangedShare,
    int LightChange,
    int ShiftX,
    int ShiftY,
    bool Suppressed,
    int Regions);
