namespace CacheCore.Protocol.Binary;

/// <summary>The opcodes by what they stand for: <see cref="OpcodeTable"/> the other way round.</summary>
internal static class OpcodeForms
{
    private const int FormsOfVerb = 4;

    private static readonly byte[] Codes = NearestCodes();

    /// <summary>
    /// The byte for a form of a verb. Of a form that does not exist it is the nearest one: without the key, and if need be not quiet.
    /// </summary>
    public static byte CodeOf(BinaryVerb verb, bool isQuiet, bool returnsKey) => Codes[PlaceOf(verb, isQuiet, returnsKey)];

    private static int PlaceOf(BinaryVerb verb, bool isQuiet, bool returnsKey) =>
        (FormsOfVerb * (int)verb) + (isQuiet ? 2 : 0) + (returnsKey ? 1 : 0);

    private static byte[] NearestCodes()
    {
        BinaryVerb[] verbs = Enum.GetValues<BinaryVerb>();
        byte[] codes = new byte[FormsOfVerb * verbs.Length];
        foreach (BinaryVerb verb in verbs)
        {
            byte loud = Find(verb, isQuiet: false, returnsKey: false) ?? 0;
            byte quiet = Find(verb, isQuiet: true, returnsKey: false) ?? loud;
            codes[PlaceOf(verb, isQuiet: false, returnsKey: false)] = loud;
            codes[PlaceOf(verb, isQuiet: false, returnsKey: true)] = Find(verb, isQuiet: false, returnsKey: true) ?? loud;
            codes[PlaceOf(verb, isQuiet: true, returnsKey: false)] = quiet;
            codes[PlaceOf(verb, isQuiet: true, returnsKey: true)] = Find(verb, isQuiet: true, returnsKey: true) ?? quiet;
        }

        return codes;
    }

    private static byte? Find(BinaryVerb verb, bool isQuiet, bool returnsKey)
    {
        for (byte code = 0; code <= OpcodeTable.LastCode; code++)
        {
            Opcode row = OpcodeTable.Of(code);
            if (row.Verb == verb && row.IsQuiet == isQuiet && row.ReturnsKey == returnsKey)
            {
                return code;
            }
        }

        return null;
    }
}
