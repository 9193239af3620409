namespace Sensors.Simulation;

/// <summary>Builds a vehicle from convex bodies: profiles seen from the side, drawn out across the width.</summary>
/// <remarks>Local axes: x to the vehicle's right, y to the front, z upwards. Layers keep what lies upon a body in front of it.</remarks>
internal readonly ref struct VehicleModel
{
    private const double Layer = 30;
    private const double WheelRadius = 0.32;

    private readonly Sketch _sketch;
    private readonly ref readonly VehicleLook _look;
    private readonly VehicleBody _body;

    private VehicleModel(Sketch sketch, in VehicleLook look, Point3 at, double heading)
    {
        _sketch = sketch;
        _look = ref look;
        _body = new VehicleBody(sketch, at, heading);
    }

    /// <summary>Adds a vehicle to a sketch.</summary>
    /// <param name="sketch">Receives the parts.</param>
    /// <param name="look">Shape and paint.</param>
    /// <param name="at">The point on the ground under its middle.</param>
    /// <param name="heading">Direction of its front: 0 away from a camera that looks along y, turns clockwise seen from above.</param>
    public static void Add(Sketch sketch, in VehicleLook look, Point3 at, double heading)
    {
        VehicleModel vehicle = new(sketch, look, at, heading);
        vehicle.AddTyres();
        switch (look.Kind)
        {
            case VehicleKind.Truck:
                vehicle.AddTruck();
                break;
            case VehicleKind.Bus:
                vehicle.AddTall(0.02, look.Height * 0.45, 6);
                break;
            case VehicleKind.Van:
                vehicle.AddTall(0.55, look.Belt, 3);
                break;
            default:
                vehicle.AddCar();
                break;
        }

        vehicle.AddWheels();
    }

    private void AddCar()
    {
        double half = _look.Length / 2;
        double w = _look.Width / 2;
        double belt = _look.Belt;
        double nose = half - _look.Length * 0.24;
        _body.AddProfile(
            [
                new(-half, 0.32), new(-half + 0.12, 0.22), new(half - 0.15, 0.22), new(half, 0.34), new(half - 0.03, belt * 0.7),
                new(half - 0.18, belt * 0.8), new(nose, belt), new(-half + 0.1, belt + 0.02), new(-half, belt * 0.78),
            ],
            w, w * 0.94, _look.Body, 0);
        AddFront(half - 0.015, 0.34, belt * 0.72, w * 0.96);
        AddRear(-half, 0.34, belt * 0.8, w * 0.96);
        AddSideLines(half, w, belt);
        double rear = _look.Kind switch
        {
            VehicleKind.Saloon => -half + _look.Length * 0.2,
            VehicleKind.Pickup => -half + _look.Length * 0.42,
            _ => -half + 0.08,
        };
        double rake = _look.Kind == VehicleKind.Saloon ? 0.55 : _look.Kind == VehicleKind.Hatchback ? 0.35 : 0.15;
        AddCabin(new Cabin(rear, nose - 0.05, rear + rake, nose - 0.72, belt, _look.Height));
    }

    private void AddCabin(Cabin c)
    {
        double w = _look.Width / 2 * 0.93;
        double top = w * 0.8;
        _body.AddProfile(
            [new(c.Rear, c.Belt), new(c.Front, c.Belt), new(c.RoofFront, c.Roof), new(c.RoofRear, c.Roof)], w, top, _look.Body, Layer * 2);
        _body.AddPane(c.Front, c.RoofFront, c.Belt, c.Roof, w, top, new Pane(0.07, 0.06, 0.93, 0.9), _look.Glass, Layer * 3);
        _body.AddPane(c.Rear, c.RoofRear, c.Belt, c.Roof, w, top, new Pane(0.1, 0.15, 0.9, 0.88), _look.Glass, Layer * 3);
        int windows = c.Front - c.Rear > 2.6 ? 3 : 2;
        _body.AddSidePanes(c, w, top, windows, _look.Glass, Layer * 3);
        if (_look.HasRack)
            _body.AddProfile(
                [
                    new(c.RoofRear + 0.1, c.Roof), new(c.RoofFront - 0.2, c.Roof), new(c.RoofFront - 0.2, c.Roof + 0.14),
                    new(c.RoofRear + 0.1, c.Roof + 0.14),
                ],
                top * 0.85, top * 0.7, _look.Cargo, Layer * 3.5);
        if (_look.HasSpareWheel)
            _body.AddBackDisc(-_look.Length / 2 - 0.12, _look.Belt * 0.95, 0.33, _look.Trim, Layer * 4);
    }

    private void AddTall(double bonnet, double belt, int windows)
    {
        double half = _look.Length / 2;
        double w = _look.Width / 2;
        double h = _look.Height;
        _body.AddProfile(
            [
                new(-half, 0.3), new(half, 0.3), new(half - 0.02, belt * 0.75), new(half - bonnet * 0.75, belt),
                new(half - bonnet - 0.5, h), new(-half + 0.05, h),
            ],
            w, w * 0.9, _look.Body, 0);
        AddFront(half, 0.32, belt * 0.72, w * 0.97);
        AddRear(-half, 0.34, belt * 0.8, w * 0.97);
        double mid = w - w * 0.1 * (belt - 0.3) / (h - 0.3);
        double front = half - bonnet * 0.75;
        _body.AddPane(front, half - bonnet - 0.5, belt, h, mid, w * 0.9, new Pane(0.06, 0.06, 0.94, 0.85), _look.Glass, Layer);
        _body.AddPane(-half, -half + 0.05, belt, h, mid, w * 0.9, new Pane(0.1, 0.1, 0.9, 0.75), _look.Glass, Layer);
        double glassRear = windows == 3 && _look.Length > 5 ? half - bonnet - 1.7 : -half + 0.05;
        Cabin glass = new(glassRear, front, glassRear, half - bonnet - 0.5, belt, h);
        _body.AddSidePanes(glass, mid, w * 0.9, windows == 3 && _look.Length > 5 ? 1 : windows, _look.Glass, Layer);
    }

    private void AddTruck()
    {
        double half = _look.Length / 2;
        double w = _look.Width / 2;
        double cab = 1.9;
        double roof = Math.Min(_look.Height * 0.85, 2.4);
        double load = _look.CargoHeight > 0 ? _look.CargoHeight : _look.Height;
        bool cabFirst = _body.Distance(half) > _body.Distance(-half);
        double cabLayer = cabFirst ? 0 : Layer * 2;
        double boxLayer = cabFirst ? Layer * 2 : 0;
        _body.AddProfile(
            [new(-half, 0.5), new(half - cab, 0.5), new(half - cab, 0.85), new(-half, 0.85)], w * 0.9, w * 0.9, _look.Trim, -Layer);
        _body.AddProfile(
            [new(-half, 0.85), new(half - cab - 0.1, 0.85), new(half - cab - 0.1, load), new(-half, load)],
            w, w, _look.Cargo, boxLayer);
        _body.AddProfile(
            [
                new(half - cab, 0.4), new(half, 0.4), new(half, _look.Belt * 0.9), new(half - 0.3, _look.Belt), new(half - 0.65, roof),
                new(half - cab, roof),
            ],
            w * 0.93, w * 0.86, _look.Body, cabLayer);
        AddFront(half + 0.01, 0.42, _look.Belt * 0.88, w * 0.92, cabLayer + Layer);
        AddRear(-half, 0.5, 0.85, w * 0.9);
        Cabin glass = new(half - cab + 0.4, half - 0.3, half - cab + 0.4, half - 0.65, _look.Belt, roof);
        Pane screen = new(0.06, 0.06, 0.94, 0.85);
        _body.AddPane(glass.Front, glass.RoofFront, glass.Belt, roof, w * 0.9, w * 0.86, screen, _look.Glass, cabLayer + Layer);
        _body.AddSidePanes(glass, w * 0.9, w * 0.86, 1, _look.Glass, cabLayer + Layer);
    }

    private void AddFront(double y, double low, double high, double w, double layer = Layer)
    {
        Surface light = Surface.Plain(_look.Headlight);
        light.IsLamp = _look.Headlight > 240;
        _body.AddPane(y, y, low, high, w, w, new Pane(0.27, 0.42, 0.73, 0.92), _look.Trim, layer);
        _body.AddPane(y, y, low, high, w, w, new Pane(0.03, 0.5, 0.22, 0.95), light, layer);
        _body.AddPane(y, y, low, high, w, w, new Pane(0.78, 0.5, 0.97, 0.95), light, layer);
        _body.AddPane(y, y, low, high, w, w, new Pane(0.03, 0.02, 0.97, 0.2), _look.Trim, layer);
        _body.AddPane(y, y, low, high, w, w, new Pane(0.37, 0.16, 0.63, 0.38), Surface.Plain(215), layer + 1);
    }

    private void AddRear(double y, double low, double high, double w)
    {
        Surface light = Surface.Plain(_look.TailLight);
        _body.AddPane(y, y, low, high, w, w, new Pane(0.02, 0.45, 0.16, 0.97), light, Layer, isRear: true);
        _body.AddPane(y, y, low, high, w, w, new Pane(0.84, 0.45, 0.98, 0.97), light, Layer, isRear: true);
        _body.AddPane(y, y, low, high, w, w, new Pane(0.02, 0.0, 0.98, 0.22), _look.Trim, Layer, isRear: true);
        _body.AddPane(y, y, low, high, w, w, new Pane(0.37, 0.4, 0.63, 0.62), Surface.Plain(210), Layer + 1, isRear: true);
    }

    private void AddSideLines(double half, double w, double belt)
    {
        Surface line = Surface.Plain(_look.Body.Luma * 0.55);
        double at = half * 0.1;
        _body.AddSideStrip(at, at + 0.03, 0.3, belt - 0.03, w + 0.003, line, Layer);
        _body.AddSideStrip(-half * 0.38, -half * 0.38 + 0.03, 0.3, belt - 0.03, w + 0.003, line, Layer);
        _body.AddSideStrip(-half * 0.85, half * 0.85, 0.22, 0.3, w + 0.003, _look.Trim, Layer);
    }

    private void AddTyres()
    {
        double w = _look.Width / 2 - 0.02;
        double axle = _look.Length / 2 - _look.Length * 0.18;
        foreach (double y in (ReadOnlySpan<double>)[-axle, axle])
        {
            _body.AddTyre(y, -w + 0.1, WheelRadius, _look.Trim, -Layer * 2);
            _body.AddTyre(y, w - 0.1, WheelRadius, _look.Trim, -Layer * 2);
        }
    }

    private void AddWheels()
    {
        double axle = _look.Length / 2 - _look.Length * 0.18;
        Surface rim = Surface.Plain(_look.Rim);
        double big = _look.Kind is VehicleKind.Truck or VehicleKind.Bus ? 1.4 : 1;
        foreach (double y in (ReadOnlySpan<double>)[-axle, axle])
        {
            _body.AddWheel(y, _look.Width / 2 + 0.01, WheelRadius * big, _look.Trim, Layer * 1.5);
            _body.AddWheel(y, _look.Width / 2 + 0.02, WheelRadius * big * 0.62, rim, Layer * 1.6);
        }
    }
}
