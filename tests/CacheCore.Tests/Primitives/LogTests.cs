using System.Reflection;
using CacheCore.Primitives;
using Microsoft.Extensions.Logging;

namespace CacheCore.Tests.Primitives;

[TestFixture]
public sealed class LogTests
{
    private static readonly (string Method, LoggerMessageAttribute Message)[] Messages =
    [
        .. typeof(Log).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Select(method => (method.Name, method.GetCustomAttribute<LoggerMessageAttribute>()!)),
    ];

    [Test]
    public void EventsKeepTheirIdsAndNames() => Assert.That(
        Messages.Select(line => (line.Message.EventId, line.Message.EventName)).Order(),
        Is.EqualTo(((int, string?)[])
        [
            (1, "StoreStarted"), (2, "StoreDisposed"), (3, "SetRejected"),
            (4, "NoticeListenerFailed"), (5, "MaintenanceFailed"), (6, "MemoryOvercommitted"),
            (7, "MemoryLimitChanged"),
            (20, "MemoryExceeded"), (21, "MaxItemSizeCut"), (22, "OptionsFollowed"), (23, "OptionsWait"), (24, "OptionsRefused"),
            (25, "KeyRejected"),
        ]));

    [Test]
    public void NoLineHasRoomForAKeyOrAValue() => Assert.That(
        typeof(Log).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .SelectMany(method => method.GetParameters())
            .Where(parameter => parameter.ParameterType == typeof(string))
            .Select(parameter => parameter.Name)
            .Distinct(),
        Is.EquivalentTo((string[])["cacheName", "step", "option", "options", "problem"]));
}
