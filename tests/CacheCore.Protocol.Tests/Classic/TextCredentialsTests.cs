using CacheCore.Protocol.Classic;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Classic;

internal sealed class TextCredentialsTests
{
    [Test]
    public void A_set_carries_user_and_password()
    {
        byte[] buffer = EscapedBytes.Parse("set any x y 14\\r\\nfred wordpass1\\r\\nget a\\r\\n");

        Assert.That(TextCredentials.Read(buffer, out TextCredentials credentials, out int consumed), Is.EqualTo(ParseStatus.Command));
        Assert.That(credentials.Error, Is.EqualTo(ReplyLine.None));
        Assert.That((Parsing.Of(credentials.User, buffer), Parsing.Of(credentials.Password, buffer)), Is.EqualTo(("fred", "wordpass1")));
        Assert.That(buffer[consumed..], Is.EqualTo("get a\r\n"u8.ToArray()));
    }

    [TestCase("\\r\\n")]
    [TestCase("\\n\\r\\n\\n")]
    public void Empty_lines_before_them_are_passed_over(string before)
    {
        Assert.That(Read($"{before}set any x y 14\\r\\nfred wordpass1\\r\\nget a\\r\\n"), Is.EqualTo((ParseStatus.Command, "fred", 7)));
        Assert.That(Read($"{before}get\\r\\n").Status, Is.EqualTo(ParseStatus.Close));

        static (ParseStatus Status, string User, int Left) Read(string input)
        {
            byte[] buffer = EscapedBytes.Parse(input);
            ParseStatus status = TextCredentials.Read(buffer, out TextCredentials credentials, out int consumed);
            return (status, Parsing.Of(credentials.User, buffer), buffer.Length - consumed);
        }
    }

    [TestCase("\\r")]
    [TestCase("\\r\\n")]
    [TestCase("set")]
    [TestCase("set any x y 14\\r\\nfred wordpass1\\r")]
    public void They_are_waited_for(string input) => Assert.That(Read(input).Status, Is.EqualTo(ParseStatus.NeedMore));

    [TestCase("get\\r\\n")]
    [TestCase("\\{2049:\\n}")]
    [TestCase("\\{2049:x}")]
    [TestCase("get \\{2049:x}")]
    [TestCase("get \\{2049:x}\\r\\n")]
    public void Whoever_says_something_else_is_disconnected(string input) => Assert.That(Read(input).Status, Is.EqualTo(ParseStatus.Close));

    [TestCase("get a\\r\\n", ReplyLine.Unauthenticated, 0)]
    [TestCase("set a 0 14\\r\\nfred wordpass1\\r\\n", ReplyLine.Unauthenticated, 16)]
    [TestCase("set a 0 0 x\\r\\nfred wordpass1\\r\\n", ReplyLine.Unauthenticated, 16)]
    [TestCase("set a 0 0 16385\\r\\n", ReplyLine.CredentialsTooLong, 0)]
    [TestCase("set a 0 0 4\\r\\nfred\\r\\n", ReplyLine.BadCredentialsFormat, 0)]
    [TestCase("set a 0 0 0\\r\\n\\r\\n", ReplyLine.BadCredentialsFormat, 0)]
    [TestCase("set a 0 0 3\\r\\nfred wordpass1\\r\\n", ReplyLine.CredentialsNotTerminated, 11)]
    public void What_is_wrong_is_told(string input, ReplyLine error, int left)
    {
        (ParseStatus status, TextCredentials credentials, int rest) = Read(input);

        Assert.That((status, credentials.Error, rest), Is.EqualTo((ParseStatus.Command, error, left)));
    }

    private static (ParseStatus Status, TextCredentials Credentials, int Left) Read(string input)
    {
        byte[] buffer = EscapedBytes.Parse(input);
        ParseStatus status = TextCredentials.Read(buffer, out TextCredentials credentials, out int consumed);
        return (status, credentials, buffer.Length - consumed);
    }
}
