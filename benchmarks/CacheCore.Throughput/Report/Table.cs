using System.Text;

namespace CacheCore.Throughput.Report;

/// <summary>Rows of text, printed as a Markdown table that also reads well as it stands.</summary>
internal sealed class Table(params string[] header)
{
    private readonly List<string[]> _rows = [header];

    public void Add(params string[] cells) => _rows.Add(cells);

    public override string ToString()
    {
        int[] widths = new int[header.Length];
        foreach (string[] row in _rows)
        {
            for (int i = 0; i < row.Length; i++)
            {
                widths[i] = Math.Max(widths[i], row[i].Length);
            }
        }

        StringBuilder text = new();
        for (int line = 0; line < _rows.Count; line++)
        {
            Append(text, _rows[line], widths);
            if (line == 0)
            {
                text.Append('|')
                    .AppendJoin('|', widths.Select((width, i) => i == 0 ? new string('-', width + 2) : new string('-', width + 1) + ":"))
                    .AppendLine("|");
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string[] row, int[] widths)
    {
        for (int i = 0; i < row.Length; i++)
        {
            text.Append("| ").Append(i == 0 ? row[i].PadRight(widths[i]) : row[i].PadLeft(widths[i])).Append(' ');
        }

        text.AppendLine("|");
    }
}
