namespace Sensors.Simulation;

/// <summary>The part of a vehicle with windows, seen from the side; y forwards, z upwards, metres.</summary>
/// <param name="Rear">y of its rear at the belt line.</param>
/// <param name="Front">y of its front at the belt line.</param>
/// <param name="RoofRear">y of its rear at the roof.</param>
/// <param name="RoofFront">y of its front at the roof.</param>
/// <param name="Belt">z of the belt line.</param>
/// <param name="Roof">z of the roof.</param>
internal readonly record struct Cabin(double Rear, double Front, double RoofRear, double RoofFront, double Belt, double Roof);
