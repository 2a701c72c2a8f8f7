namespace Fuse3D.Vision.Models.GroupFree;

/// <summary>What becomes of the decoder's keys in each layer.</summary>
/// <param name="Scores">[L, P] factor of each key that is kept</param>
/// <param name="Seeds">[L] the replaced keys, ascending</param>
/// <param name="Rows">[L][n, C] what replaces them</param>
internal sealed record KeyExchange(float[] Scores, int[][] Seeds, float[][] Rows)
{
    /// <summary>For each key the row that replaces it in a layer, or -1.</summary>
    public int[] RowOf(int layer, int keys)
    {
        var rows = new int[keys];
        Array.Fill(rows, -1);
        for (int i = 0; i < Seeds[layer].Length; i++)
            rows[Seeds[layer][i]] = i;
        return rows;
    }
}
