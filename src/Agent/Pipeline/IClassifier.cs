using Inference;

namespace Agent.Pipeline;

/// <summary>What the frame loop needs of a network.</summary>
/// <remarks>Called by the frame loop only, one crop at a time; must not allocate.</remarks>
public interface IClassifier
{
    /// <summary>Columns of the crop it takes, at most <see cref="Tracking.BestView.LargestNetworkSide"/>.</summary>
    int Width { get; }

    /// <summary>Rows of the crop it takes, at most <see cref="Tracking.BestView.LargestNetworkSide"/>.</summary>
    int Height { get; }

    /// <summary>Classes.</summary>
    int Classes { get; }

    /// <summary>Index of the class that is no event.</summary>
    int NothingClass { get; }

    /// <summary>Exits.</summary>
    int Exits { get; }

    /// <summary>Answers for one crop.</summary>
    /// <param name="crop"><c>[Height × Width]</c> luma.</param>
    Prediction Classify(ReadOnlySpan<byte> crop);

    /// <summary>
    /// Offers the last answer for an audit: a classifier that promises something of its early answers may check it. Afterwards
    /// <see cref="Probabilities"/> are undefined.
    /// </summary>
    /// <param name="track">Track of the crop; its answers depend on each other.</param>
    /// <param name="crop">The crop.</param>
    /// <param name="answer">The last answer.</param>
    void Audit(long track, ReadOnlySpan<byte> crop, in Prediction answer)
    {
    }

    /// <summary>Probability of each class in the last answer, 1/65536.</summary>
    ReadOnlySpan<int> Probabilities { get; }
}
