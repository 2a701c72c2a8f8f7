namespace Fuse3D.Cli.Drawing;

/// <summary>Capital letters, digits and a few signs on a 5×7 grid; small letters are drawn as capitals, unknown ones as a question mark.</summary>
internal static class Glyphs
{
    public const int Columns = 5, Rows = 7;

    /// <summary>35 bits per sign, row by row from the upper left one, the first bit the highest.</summary>
    private static readonly Dictionary<char, ulong> Bits = new()
    {
        [' '] = 0x000000000,
        ['0'] = 0x3A33AE62E,
        ['1'] = 0x11842108E,
        ['2'] = 0x3A213221F,
        ['3'] = 0x78217043E,
        ['4'] = 0x08CA97C42,
        ['5'] = 0x7E1E0862E,
        ['6'] = 0x1910F462E,
        ['7'] = 0x7C2222108,
        ['8'] = 0x3A317462E,
        ['9'] = 0x3A317844C,
        ['A'] = 0x3A31FC631,
        ['B'] = 0x7A31F463E,
        ['C'] = 0x3A308422E,
        ['D'] = 0x72518C65C,
        ['E'] = 0x7E10F421F,
        ['F'] = 0x7E10F4210,
        ['G'] = 0x3A30BC62F,
        ['H'] = 0x4631FC631,
        ['I'] = 0x38842108E,
        ['J'] = 0x1C4210A4C,
        ['K'] = 0x4654C5251,
        ['L'] = 0x42108421F,
        ['M'] = 0x4775AC631,
        ['N'] = 0x47359C631,
        ['O'] = 0x3A318C62E,
        ['P'] = 0x7A31F4210,
        ['Q'] = 0x3A318D64D,
        ['R'] = 0x7A31F5251,
        ['S'] = 0x3E107043E,
        ['T'] = 0x7C8421084,
        ['U'] = 0x46318C62E,
        ['V'] = 0x46318C544,
        ['W'] = 0x4631AD771,
        ['X'] = 0x462A22A31,
        ['Y'] = 0x462A21084,
        ['Z'] = 0x7C222221F,
        ['.'] = 0x00000018C,
        ['-'] = 0x0000F8000,
        ['_'] = 0x00000001F,
        [':'] = 0x018C03180,
        ['/'] = 0x044222110,
        ['%'] = 0x674222173,
        ['('] = 0x088842082,
        [')'] = 0x208210888,
        ['='] = 0x001F07C00,
        ['+'] = 0x0084F9080,
        [','] = 0x000003088,
        ['?'] = 0x3A2131004,
    };

    public static bool IsSet(char letter, int row, int column)
    {
        if (!Bits.TryGetValue(char.ToUpperInvariant(letter), out ulong bits))
            bits = Bits['?'];
        return (bits >> (Rows * Columns - 1 - (row * Columns + column)) & 1) != 0;
    }
}
