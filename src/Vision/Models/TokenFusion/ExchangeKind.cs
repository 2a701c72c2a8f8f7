namespace Fuse3D.Vision.Models.TokenFusion;

/// <summary>How the points' keys take in tokens of the picture.</summary>
public enum ExchangeKind
{
    /// <summary>Keys count by their score; those below the threshold become the picture's tokens. As published.</summary>
    Scored,

    /// <summary>A share of the keys, chosen by chance in each layer, become the picture's tokens; there are no scores.</summary>
    Random,

    /// <summary>Every key that some view sees is mixed with the picture's token by a linear layer; there are no scores.</summary>
    Concat,

    /// <summary>The branches share nothing.</summary>
    None,
}
