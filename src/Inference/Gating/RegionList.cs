namespace Inference.Gating;

/// <summary>The largest regions found so far, in the caller's memory, largest first.</summary>
internal ref struct RegionList(Span<Region> regions)
{
    private readonly Span<Region> _regions = regions;

    /// <summary>Regions kept.</summary>
    public int Count { get; private set; }

    /// <summary>Regions left out for want of room.</summary>
    public int Overflow { get; private set; }

    /// <summary>Adds a region; the smallest leaves when there is no room. Equal areas stay in the order of arrival.</summary>
    public void Add(in Region region)
    {
        int at = Count;
        while (at > 0 && _regions[at - 1].Area < region.Area)
            at--;
        if (Count == _regions.Length)
        {
            Overflow++;
            if (at == Count)
                return;
            Count--;
        }

        _regions[at..Count].CopyTo(_regions[(at + 1)..]);
        _regions[at] = region;
        Count++;
    }
}
