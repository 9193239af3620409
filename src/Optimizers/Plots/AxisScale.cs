using System.Globalization;

namespace Optimizers.Plots;

/// <summary>From values to 0…1 along an axis, and where its ticks are.</summary>
public sealed class AxisScale
{
    private readonly bool _isLog;

    private AxisScale(bool isLog, double least, double most, IReadOnlyList<(double Value, string Text)> ticks) =>
        (_isLog, Least, Most, Ticks) = (isLog, least, most, ticks);

    /// <summary>Lower end.</summary>
    public double Least { get; }

    /// <summary>Upper end, above it.</summary>
    public double Most { get; }

    /// <summary>Values that are easy to read, in order, and what is written at them.</summary>
    public IReadOnlyList<(double Value, string Text)> Ticks { get; }

    /// <summary>The scale of an axis over data; ends that the axis leaves open are rounded outwards to ticks if <paramref name="rounds"/>.</summary>
    public static AxisScale Of(PlotAxis axis, IEnumerable<double> values, int ticks, bool rounds)
    {
        ArgumentNullException.ThrowIfNull(axis);
        ArgumentNullException.ThrowIfNull(values);
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (double.IsFinite(value) && (!axis.IsLog || value > 0))
                (least, most) = (Math.Min(least, value), Math.Max(most, value));
        }

        if (least > most)
            (least, most) = axis.IsLog ? (1, 10) : (0, 1);
        (least, most) = (axis.Least ?? least, axis.Most ?? most);
        return axis.IsLog ? Logarithmic(least, most, rounds) : Linear(axis, least, most, ticks, rounds);
    }

    /// <summary>0 at the lower end, 1 at the upper; not a number for what the scale cannot show.</summary>
    public double At(double value)
    {
        if (!double.IsFinite(value) || (_isLog && value <= 0))
            return double.NaN;
        return _isLog ? Math.Log(value / Least) / Math.Log(Most / Least) : (value - Least) / (Most - Least);
    }

    /// <summary>A number in few characters: 1500000 as 1.5 M.</summary>
    /// <param name="value">Finite.</param>
    /// <param name="step">Distance to the next number, which must read differently.</param>
    public static string Format(double value, double step)
    {
        double size = Math.Abs(value), unit = 1;
        string suffix = "";
        foreach ((double Unit, string Suffix) scale in new[] { (1e9, " G"), (1e6, " M"), (1e3, " k") })
        {
            if (unit == 1 && size >= 10_000 && size >= scale.Unit)
                (unit, suffix) = scale;
        }

        if (size > 0 && size < 1e-4 && step < 1e-4)
            return value.ToString("0.#e0", CultureInfo.InvariantCulture);
        double shown = step / unit;
        int decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(shown) - 1e-9), 0, 8);
        // A step of 0.25 needs the digit after the leading one.
        if (decimals < 8 && Math.Abs((shown * Math.Pow(10, decimals)) - Math.Round(shown * Math.Pow(10, decimals))) > 1e-6)
            decimals++;
        return (value / unit).ToString("F" + decimals, CultureInfo.InvariantCulture) + suffix;
    }

    private static AxisScale Linear(PlotAxis axis, double least, double most, int ticks, bool rounds)
    {
        if (most - least <= Math.Abs(most) * 1e-12)
            (least, most) = (axis.Least ?? (least - (least == 0 ? 1 : Math.Abs(least) * 0.1)), axis.Most ?? (most + (most == 0 ? 1 : Math.Abs(most) * 0.1)));
        double step = Step((most - least) / ticks);
        double first = Math.Ceiling((least / step) - 1e-9), last = Math.Floor((most / step) + 1e-9);
        if (rounds && axis.Least is null)
            least = (first = Math.Floor((least / step) + 1e-9)) * step;
        if (rounds && axis.Most is null)
            most = (last = Math.Ceiling((most / step) - 1e-9)) * step;
        List<(double, string)> marks = [];
        // Plus 0: of −0 makes 0.
        for (double tick = first; tick <= last; tick++)
            marks.Add(((tick * step) + 0.0, Format((tick * step) + 0.0, step)));
        return new AxisScale(false, least, most, marks);
    }

    /// <summary>Powers of 10; over less than two of them also 2 and 5 times those.</summary>
    private static AxisScale Logarithmic(double least, double most, bool rounds)
    {
        if (most <= least * (1 + 1e-9))
            (least, most) = (least / 2, most * 2);
        int low = (int)Math.Floor(Math.Log10(least) + 1e-9), high = (int)Math.Ceiling(Math.Log10(most) - 1e-9);
        double decades = Math.Log10(most / least);
        if (rounds && decades >= 2)
            (least, most) = (Math.Pow(10, low), Math.Pow(10, high));
        int stride = Math.Max(1, (high - low) / 7);
        List<(double, string)> marks = [];
        for (int power = low; power <= high; power += stride)
        {
            foreach (double factor in decades < 2 ? [1.0, 2.0, 5.0] : new[] { 1.0 })
            {
                double value = factor * Math.Pow(10, power);
                if (value >= least * (1 - 1e-9) && value <= most * (1 + 1e-9))
                    marks.Add((value, Format(value, Math.Pow(10, power))));
            }
        }

        return new AxisScale(true, least, most, marks);
    }

    /// <summary>1, 2, 2.5 or 5 times a power of 10, not below a wish.</summary>
    private static double Step(double wish)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(wish)));
        foreach (double factor in new[] { 1, 2, 2.5, 5 })
        {
            if (factor * power >= wish * (1 - 1e-9))
                return factor * power;
        }

        return 10 * power;
    }
}
