using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace CacheCore.Samples.Embedded;

/// <summary>The shop's SQLite database. Its queries run on the caller's thread: SQLite knows no other way.</summary>
internal sealed class Catalog(string? path)
{
    private const string ProductAndRating = """
        SELECT p.sku, p.name, c.name, p.price_cents, p.stock, p.details, count(r.id), avg(r.stars), total(r.stars = 5)
        FROM products p
        JOIN categories c ON c.id = p.category_id
        LEFT JOIN reviews r ON r.product_id = p.id
        WHERE p.id = $id
        GROUP BY p.id
        """;

    private const string Reviews = """
        SELECT author, stars, text, written FROM reviews WHERE product_id = $id ORDER BY written DESC, id DESC LIMIT 3
        """;

    private const string Companions = """
        SELECT p.id, p.name, p.price_cents, count(*) AS times
        FROM order_lines mine
        JOIN order_lines other ON other.order_id = mine.order_id AND other.product_id <> mine.product_id
        JOIN products p ON p.id = other.product_id
        WHERE mine.product_id = $id
        GROUP BY p.id
        ORDER BY times DESC, p.id
        LIMIT 4
        """;

    private const string Change = """
        UPDATE products
        SET name = coalesce($name, name), price_cents = coalesce($cents, price_cents), stock = coalesce($stock, stock)
        WHERE id = $id
        """;

    private readonly SqliteConnectionStringBuilder _database = new()
    {
        DataSource = path ?? Path.Combine(AppContext.BaseDirectory, "shop.db"),
    };

    /// <summary>Makes and fills the database unless it is there already.</summary>
    public void EnsureFilled()
    {
        try
        {
            CatalogFiller.EnsureFilled(_database.DataSource);
        }
        catch (SqliteException e)
        {
            throw new IOException(
                $"The database {_database.DataSource} cannot be opened or made. {e.Message} Name another file with --database.", e);
        }
    }

    /// <summary>The product's page as JSON; null where there is no such product.</summary>
    public byte[]? ReadPage(int id)
    {
        using SqliteConnection connection = Open();
        using SqliteTransaction snapshot = connection.BeginTransaction(deferred: true);     // all three queries see one state
        ProductPage? page = ReadAll(snapshot, ProductAndRating, id, row => new ProductPage(
            id,
            Sku: row.GetString(0),
            Name: row.GetString(1),
            Category: row.GetString(2),
            Price: row.GetInt64(3) / 100m,
            Stock: row.GetInt32(4),
            Details: JsonSerializer.Deserialize(row.GetString(5), SampleJson.Default.ProductDetails)!,
            new Rating(row.GetInt32(6), row.IsDBNull(7) ? null : Math.Round(row.GetDouble(7), 2), row.GetInt32(8)),
            LatestReviews: [],
            BoughtTogether: [])).SingleOrDefault();
        if (page is null)
        {
            return null;
        }

        page = page with
        {
            LatestReviews = ReadAll(
                snapshot, Reviews, id, row => new Review(row.GetString(0), row.GetInt32(1), row.GetString(2), row.GetString(3))),
            BoughtTogether = ReadAll(
                snapshot, Companions, id, row => new Companion(row.GetInt32(0), row.GetString(1), row.GetInt64(2) / 100m, row.GetInt32(3))),
        };
        return JsonSerializer.SerializeToUtf8Bytes(page, SampleJson.Default.ProductPage);
    }

    /// <summary>Changes a product; false where there is no such product.</summary>
    public bool Update(int id, ProductChange change)
    {
        using SqliteConnection connection = Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = Change;
        command.Parameters.AddWithValue("$id", id);
        command.Parameters.AddWithValue("$name", change.Name ?? (object)DBNull.Value);
        command.Parameters.AddWithValue("$cents", change.Price is { } price ? decimal.ToInt64(decimal.Round(price * 100)) : DBNull.Value);
        command.Parameters.AddWithValue("$stock", change.Stock ?? (object)DBNull.Value);
        return command.ExecuteNonQuery() == 1;
    }

    private SqliteConnection Open()
    {
        SqliteConnection connection = new(_database.ConnectionString);
        connection.Open();      // from ADO.NET's pool, as a rule
        return connection;
    }

    private static List<T> ReadAll<T>(SqliteTransaction snapshot, string sql, int id, Func<SqliteDataReader, T> map)
    {
        using SqliteCommand command = snapshot.Connection!.CreateCommand();
        command.Transaction = snapshot;
        command.CommandText = sql;
        command.Parameters.AddWithValue("$id", id);
        using SqliteDataReader reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
        {
            rows.Add(map(reader));
        }

        return rows;
    }
}
