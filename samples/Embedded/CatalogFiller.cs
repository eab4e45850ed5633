using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace CacheCore.Samples.Embedded;

/// <summary>
/// Makes the shop's database: 50,000 products, about 250,000 reviews and 60,000 orders, the same on every machine.
/// All of it is one transaction with the schema's version in it, so an interrupted run leaves nothing half done.
/// </summary>
internal sealed class CatalogFiller
{
    public const int ProductCount = 50_000;

    private const int OrderCount = 60_000;
    private const int SchemaVersion = 1;

    private const string Schema = """
        CREATE TABLE categories (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE products (
            id INTEGER PRIMARY KEY, sku TEXT NOT NULL, name TEXT NOT NULL, category_id INTEGER NOT NULL REFERENCES categories(id),
            price_cents INTEGER NOT NULL, stock INTEGER NOT NULL, details TEXT NOT NULL);
        CREATE TABLE reviews (
            id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES products(id),
            author TEXT NOT NULL, stars INTEGER NOT NULL, text TEXT NOT NULL, written TEXT NOT NULL);
        CREATE TABLE order_lines (
            order_id INTEGER NOT NULL, product_id INTEGER NOT NULL REFERENCES products(id), quantity INTEGER NOT NULL,
            PRIMARY KEY (order_id, product_id)) WITHOUT ROWID;
        """;

    private const string Indexes = """
        CREATE INDEX reviews_by_product ON reviews (product_id, written DESC);
        CREATE INDEX order_lines_by_product ON order_lines (product_id);
        """;

    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;
    private readonly Random _random = new(20_261_123);

    private CatalogFiller(SqliteConnection connection, SqliteTransaction transaction)
    {
        _connection = connection;
        _transaction = transaction;
    }

    public static void EnsureFilled(string path)
    {
        if (File.Exists(path) && VersionOf(path) is not (0 or SchemaVersion))
        {
            foreach (string suffix in new[] { "", "-wal", "-shm", "-journal" })
            {
                File.Delete(path + suffix);
            }
        }

        // Not pooled: the file is closed when this is done.
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using (SqliteTransaction transaction = connection.BeginTransaction())
        {
            CatalogFiller filler = new(connection, transaction);
            if (filler.Number("PRAGMA user_version") != SchemaVersion)
            {
                filler.Fill(path);
                transaction.Commit();
            }
        }

        using SqliteCommand writeAhead = connection.CreateCommand();
        writeAhead.CommandText = "PRAGMA journal_mode = WAL";       // a PUT and the readers don't wait for each other
        writeAhead.ExecuteNonQuery();
    }

    /// <summary>The version of the schema in the file, 0 for an empty one, -1 for a file that is no database.</summary>
    private static long VersionOf(string path)
    {
        const int NotADatabase = 26;
        try
        {
            using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version";
            return (long)command.ExecuteScalar()!;
        }
        catch (SqliteException e) when (e.SqliteErrorCode == NotADatabase)
        {
            return -1;
        }
    }

    private void Fill(string path)
    {
        Console.WriteLine($"Making the shop's database, once: {path}");
        using Progress progress = new("Filling", ProductCount + OrderCount);
        Execute(Schema);

        using SqliteCommand category = Insert("categories", "id", "name");
        for (int id = 1; id <= Words.Categories.Length; id++)
        {
            Run(category, id, Words.Categories[id - 1]);
        }

        using SqliteCommand product = Insert("products", "id", "sku", "name", "category_id", "price_cents", "stock", "details");
        using SqliteCommand review = Insert("reviews", "product_id", "author", "stars", "text", "written");
        for (int id = 1; id <= ProductCount; id++)
        {
            AddProduct(product, id);
            for (int count = _random.Next(11); count > 0; count--)
            {
                AddReview(review, id);
            }

            progress.Add(1);
        }

        using SqliteCommand line = Insert("order_lines", "order_id", "product_id", "quantity");
        for (int order = 1; order <= OrderCount; order++)
        {
            AddOrder(line, order);
            progress.Add(1);
        }

        Execute(Indexes);
        Execute("ANALYZE");
        Execute($"PRAGMA user_version = {SchemaVersion}");
    }

    private void AddProduct(SqliteCommand insert, int id)
    {
        string material = Pick(Words.Materials);
        string colour = Pick(Words.Colours);
        string thing = Pick(Words.Things);
        string[] features = new string[3 + _random.Next(6)];
        for (int i = 0; i < features.Length; i++)
        {
            features[i] = Words.Sentence(_random, 4, 9);
        }

        ProductDetails details = new(
            Words.Text(_random, 2, 14), material, colour, Math.Round(0.05 + (_random.NextDouble() * 12), 2), features);
        string category = Pick(Words.Categories);
        Run(
            insert,
            id,
            string.Create(CultureInfo.InvariantCulture, $"{category[..3].ToUpperInvariant()}-{id:D6}"),
            $"{colour} {material} {thing}",
            Array.IndexOf(Words.Categories, category) + 1,
            199 + _random.Next(40_000),
            _random.Next(500),
            JsonSerializer.Serialize(details, SampleJson.Default.ProductDetails));
    }

    private void AddReview(SqliteCommand insert, int product)
    {
        DateTime written = new DateTime(2026, 1, 1).AddMinutes(-_random.Next(2_000_000));
        Run(
            insert,
            product,
            Pick(Words.People),
            1 + Math.Max(_random.Next(5), _random.Next(5)),
            Words.Text(_random, 1, 4),
            written.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
    }

    private void AddOrder(SqliteCommand insert, int order)
    {
        int lines = 2 + _random.Next(5);
        HashSet<int> products = [];
        while (products.Count < lines)
        {
            products.Add(1 + _random.Next(ProductCount));
        }

        foreach (int product in products)
        {
            Run(insert, order, product, 1 + _random.Next(3));
        }
    }

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];

    private SqliteCommand Insert(string table, params ReadOnlySpan<string> columns)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES "
            + $"({string.Join(", ", columns.ToArray().Select(name => "$" + name))})";
        foreach (string column in columns)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = "$" + column });
        }

        command.Prepare();
        return command;
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        command.ExecuteNonQuery();
    }

    private void Execute(string sql)
    {
        using SqliteCommand command = Command(sql);
        command.ExecuteNonQuery();
    }

    private long Number(string sql)
    {
        using SqliteCommand command = Command(sql);
        return (long)command.ExecuteScalar()!;
    }

    private SqliteCommand Command(string sql)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText = sql;
        return command;
    }
}
