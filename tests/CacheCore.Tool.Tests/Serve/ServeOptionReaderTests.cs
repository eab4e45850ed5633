using CacheCore.Listener;
using CacheCore.Server;
using CacheCore.Tool.CommandLine;
using CacheCore.Tool.Serve;

namespace CacheCore.Tool.Tests.Serve;

internal sealed class ServeOptionReaderTests
{
    [Test]
    public void Without_options_it_is_memcached_on_loopback()
    {
        ServeSettings settings = Read("");

        Assert.That(settings.Listener.Endpoints.Select(one => one.Address), Is.EqualTo((string[])["127.0.0.1:11211"]));
        Assert.That(
            (settings.MemoryMebibytes, settings.Listener.MaxItemSize, settings.Listener.MaxConnections),
            Is.EqualTo((64L, 1 << 20, 1024)));
        Assert.That(
            (settings.Listener.AllowFlush, settings.Listener.AllowDumps, settings.Listener.AllowWatch, settings.Listener.AllowShutdown),
            Is.EqualTo((true, true, true, false)));
        Assert.That(settings.WithoutEffect, Is.Empty);
    }

    [Test]
    public void Each_option_is_heard()
    {
        ServeSettings settings = Read(
            "-A -t 3 -m 100 -c 7 -vv -u somebody -d -P /p -D / -b 9 -B ascii -I 2m -F -X -W -Y /users -o idle_timeout=3,track_sizes -o "
                + "temporary_ttl=61 --policy segmented --debug-commands");
        MemcachedListenerOptions listener = settings.Listener;

        Assert.That(
            (listener.AllowShutdown, settings.MemoryMebibytes, listener.MaxConnections, settings.Verbosity, settings.User),
            Is.EqualTo((true, 100L, 7, 2, "somebody")));
        Assert.That(
            (settings.IsDaemon, settings.PidFile, listener.PrefixDelimiter, listener.CountPrefixes, listener.Backlog),
            Is.EqualTo((true, "/p", '/', true, 9)));
        Assert.That(
            (listener.Endpoints[0].Protocol, listener.MaxItemSize, listener.AllowFlush, listener.AllowDumps, listener.AllowWatch),
            Is.EqualTo((MemcachedProtocol.Text, 2 << 20, false, false, false)));
        Assert.That((listener.AuthFile, listener.IdleTimeout, listener.TrackSizes, settings.Store.TemporaryLifetime),
            Is.EqualTo(("/users", TimeSpan.FromSeconds(3), true, TimeSpan.FromSeconds(61))));
        Assert.That(listener.Threads, Is.EqualTo(3));
        Assert.That((settings.Store.EvictionPolicy, listener.DebugCommands), Is.EqualTo((EvictionPolicy.Segmented, true)));
    }

    [Test]
    public void The_store_hears_of_its_own()
    {
        CacheCoreOptions options = Read(
            "-M -m 100 -I 2m -o "
                + "no_slab_automove,hot_lru_pct=30,warm_lru_pct=50,hot_max_factor=0.5,warm_max_factor=3,temporary_ttl=9 --policy segmented").Store;

        Assert.That(
            (options.MemoryLimit, options.MaxItemSize, options.PageBalancing, options.EvictionPolicy),
            Is.EqualTo((100L << 20, 2 << 20, PageBalancing.Off, EvictionPolicy.Segmented)));
        Assert.That(
            (options.HotPercent, options.WarmPercent, options.HotMaxAgeFactor, options.WarmMaxAgeFactor),
            Is.EqualTo((30, 50, 0.5, 3.0)));
        Assert.That(options.AllowEviction, Is.False);
        Assert.That(options.TemporaryLifetime, Is.EqualTo(TimeSpan.FromSeconds(9)));
        Assert.That(ServedStore.HighestLimit(options.MemoryLimit), Is.GreaterThanOrEqualTo(options.MemoryLimit));
    }

    [TestCase("-U 5", "127.0.0.1:5", "127.0.0.1:5")]
    [TestCase("-U -1", "127.0.0.1:0", "127.0.0.1:0")]
    [TestCase("-U 5 -p 11211", "127.0.0.1:11211", "127.0.0.1:5")]
    [TestCase("-U -1 -p 7", "127.0.0.1:7", "127.0.0.1:0")]
    [TestCase("-p 0 -U 5", "", "127.0.0.1:5")]
    [TestCase("-U 5 -l 10.0.0.1,[::1],10.0.0.2:9", "10.0.0.1:5 [::1]:5 10.0.0.2:9", "10.0.0.1:5 [::1]:5 10.0.0.2:9")]
    [TestCase("-U 5 -l proto[ascii]:10.0.0.1", "10.0.0.1:5", "10.0.0.1:5")]
    [TestCase("-U 5 -s /tmp/s", "unix:/tmp/s", "")]
    [TestCase("-U 0", "127.0.0.1:11211", "")]
    public void Udp_is_served_where_tcp_is(string line, string tcp, string udp)
    {
        MemcachedListenerOptions listener = Read(line).Listener;

        Assert.That(
            (string.Join(' ', listener.Endpoints.Select(one => one.Address)), string.Join(' ', listener.UdpAddresses)),
            Is.EqualTo((tcp, udp)));
    }

    [TestCase("", false, 0)]
    [TestCase("-o no_maxconns_fast,read_buf_mem_limit=3", true, 3 << 20)]
    [TestCase("-o no_maxconns_fast,maxconns_fast", false, 0)]
    [TestCase("-o no_modern,read_buf_mem_limit=3,read_buf_mem_limit=0", true, 0)]
    public void Connections_are_bounded(string line, bool waits, long memory)
    {
        MemcachedListenerOptions listener = Read(line).Listener;

        Assert.That((listener.WaitAtMaxConnections, listener.ConnectionMemoryLimit), Is.EqualTo((waits, memory)));
    }

    [Test]
    public void Slab_classes_are_those_of_memcached()
    {
        MemcachedListenerOptions listener = Read("-n 100 -f 1.5 -C -I 2m -o slab_chunk_max=16,slab_sizes=100-200-4000").Listener;

        Assert.That(
            (listener.SmallestChunkSize, listener.GrowthFactor, listener.LargestChunkSize, listener.UseCas),
            Is.EqualTo((148, 1.5, 16384, false)));
        Assert.That(listener.ChunkSizes, Is.EqualTo((int[])[100, 200, 4000]));
    }

    [TestCase("", 524288)]
    [TestCase("-o no_chunked_items", 1048576)]
    [TestCase("-o no_modern", 1048576)]
    [TestCase("-o no_modern -I 2m", 524288)]
    [TestCase("-o slab_chunk_max=1", 1024)]
    [TestCase("-o no_chunked_items,slab_chunk_max=16", 16384)]
    [TestCase("-o slab_chunk_max=1024", 1048576)]
    [TestCase("-n 976 -o slab_chunk_max=1", 1024)]
    public void The_largest_class_is_memcacheds(string line, int bytes) =>
        Assert.That(Read(line).Listener.LargestChunkSize, Is.EqualTo(bytes));

    [TestCase("-k", "-k is accepted and changes nothing: ")]
    [TestCase("-Z -o ssl_chain_cert=/f,ssl_wbuf_size=4", "-o ssl_wbuf_size is accepted and changes nothing: ")]
    [TestCase("-o hashpower=20", "-o hashpower is accepted and changes nothing: ")]
    [TestCase("-o ssl_chain_cert=/f", "-o ssl_chain_cert is accepted and changes nothing: without -Z")]
    [TestCase("-o ssl_verify_mode=2", "-o ssl_verify_mode is accepted and changes nothing: without -Z")]
    [TestCase("-o sasl_pwdb=/f", "-o sasl_pwdb is accepted and changes nothing: without -S")]
    public void What_changes_nothing_is_said(string line, string start) =>
        Assert.That(Read(line).WithoutEffect.Single(), Does.StartWith(start).And.Length.GreaterThan(start.Length + 10));

    [TestCase("-c 0", 1, "Maximum connections must be greater than 0")]
    [TestCase("-c x", 1, "Maximum connections must be greater than 0")]
    [TestCase("-t 0", 1, "Number of threads must be greater than 0")]
    [TestCase("-R 0", 1, "Number of requests per event must be greater than 0")]
    [TestCase("-f 1", 1, "Factor must be greater than 1")]
    [TestCase("-n 0", 1, "Chunk size must be greater than 0")]
    [TestCase("-n 2000000", 1, "Chunk size must be less than a page")]
    [TestCase("-I 2k", 64, "slab_chunk_max (bytes: 524288) cannot be larger than -I (item_size_max 2048)")]
    [TestCase("-I 1500k", 64, "-I (item_size_max: 1536000) must be evenly divisible by slab_chunk_max (bytes: 524288)")]
    [TestCase("-I 1500k -o slab_chunk_max=100", 64, "slab_chunk_max (bytes: 102400) must divide evenly into 1048576 (slab_page_size)")]
    [TestCase("-o slab_chunk_max=16384", 1, "slab_chunk_max must be specified in kilobytes")]
    [TestCase("-o slab_chunk_max=1025", 1, "slab_chunk_max must be specified in kilobytes")]
    [TestCase("-o slab_chunk_max=0", 1, "slab_chunk_max must be specified in kilobytes")]
    [TestCase("-n 977 -o slab_chunk_max=1", 64, "slab_chunk_max (bytes: 1024) cannot be smaller than -n and 48 (1025)")]
    [TestCase("-o no_modern -I 512k", 64, "slab_chunk_max (bytes: 1048576) cannot be larger than -I (item_size_max 524288)")]
    [TestCase("-o slab_chunk_max=512k", 1, "could not parse argument to slab_chunk_max")]
    [TestCase("-o slab_sizes=10-200", 64, "slab size 10 is out of valid range")]
    [TestCase("-o slab_sizes=100-x", 64, "slab size 0 is out of valid range")]
    [TestCase("-o slab_sizes=100-600000", 64, "slab size 600000 is out of valid range")]
    [TestCase("-o slab_sizes=100-108-116", 64, "slab size 108 must be at least 8 bytes larger than previous class")]
    [TestCase("-B foo", 64, "Invalid value for binding protocol: foo")]
    [TestCase("-I 1", 64, "Item max size cannot be less than 1024 bytes.")]
    [TestCase("-I 1025m -m 4000", 64, "Cannot set item size limit higher than a gigabyte.")]
    [TestCase("-I 40m", 64, "Cannot set item size limit higher than 1/2 of memory max.")]
    [TestCase("-m 0", 64, "Invalid memory limit: 0.")]
    [TestCase("-p 99999", 64, "ERROR: Invalid port number 99999.")]
    [TestCase("-m 262145", 64, "-m 262145 is too much: a store has at most 262144 megabytes (256 GiB).")]
    [TestCase("--auth-file=", 64, "ERROR: -Y needs a file of users.")]
    [TestCase("-B binary -Y /f", 64, "ERROR: You cannot allow the BINARY protocol while using ascii authentication tokens.")]
    [TestCase("-U 99999", 64, "ERROR: Invalid port number 99999.")]
    [TestCase("-U 1 -S -o sasl_pwdb=/f", 64, "ERROR: Cannot enable UDP while using binary SASL authentication.")]
    [TestCase("-U 1 -Y /f", 64, "Cannot use UDP with ascii authentication enabled (-U 0 to disable)")]
    [TestCase(
        "-U 1 -Z -o ssl_chain_cert=/f -l 127.0.0.1,10.0.0.1", 64,
        "ERROR: -U and -Z do not go together on 10.0.0.1:1: UDP is not encrypted")]
    [TestCase("-o read_buf_mem_limit=-1", 1, "read_buf_mem_limit must be a whole number from 0 to 1048576")]
    [TestCase(
        "-S", 64,
        "ERROR: -S needs a file of users, a line user:password each: name it in MEMCACHED_SASL_PWDB or with -o sasl_pwdb=<file>.")]
    [TestCase("-S -o sasl_pwdb=/f -B ascii", 64, "ERROR: You cannot allow the ASCII protocol while using SASL.")]
    [TestCase("-S -o sasl_pwdb=/f -B auto", 64, "ERROR: You cannot allow the ASCII protocol while using SASL.")]
    [TestCase("-S -o sasl_pwdb=/f -Y /f", 64, "ERROR: -S and -Y do not go together")]
    [TestCase("-S -o sasl_pwdb=/f -l proto[ascii]:127.0.0.1", 64, "ERROR: You cannot allow the ASCII protocol while using SASL.")]
    [TestCase("-Z", 64, "ERROR: ssl_chain_cert argument not provided.")]
    [TestCase("-Z -s /tmp/s -o ssl_chain_cert=/f", 64, "ERROR: You cannot specify an SSL server on a unix socket.")]
    [TestCase("-o ssl_verify_mode=4", 1, "Invalid ssl_verify_mode.")]
    [TestCase("-o ssl_min_version=4", 1, "Invalid ssl_min_version.")]
    [TestCase("-o ssl_keyformat=DER", 1, "-o ssl_keyformat: the format DER is not there yet")]
    [TestCase("-e /f", 1, "-e: warm restart is not there yet")]
    [TestCase("-o ext_path=/f:1g", 1, "-o ext_path: extstore is not there yet")]
    [TestCase("-o proxy_config=/f", 1, "-o proxy_config: the proxy is not there yet")]
    [TestCase("-o foo", 1, "Illegal suboption \"foo\"")]
    [TestCase("-o idle_timeout", 1, "Missing numeric argument for idle_timeout")]
    [TestCase("-o hash_algorithm", 1, "Missing argument for hash_algorithm")]
    [TestCase("-o hash_algorithm=md5", 1, "Unknown hash_algorithm option md5")]
    [TestCase("-o hashpower=99", 1, "Initial hashtable multiplier of 99 is too high")]
    [TestCase("-o hashpower=3", 1, "Initial hashtable multiplier of 3 is too low")]
    [TestCase("-o hot_lru_pct=90", 1, "hot_lru_pct must be > 1 and < 80")]
    [TestCase("-o hot_lru_pct=50,warm_lru_pct=50", 64, "hot_lru_pct + warm_lru_pct cannot be more than 80% combined")]
    [TestCase("-o hot_max_factor=0", 1, "hot_max_factor must be > 0")]
    [TestCase("-o temporary_ttl=5,no_lru_maintainer", 64, "temporary_ttl requires lru_maintainer to be enabled")]
    [TestCase("-o slab_automove=3", 1, "slab_automove must be between 0 and 2")]
    [TestCase("-o slab_automove_window=2", 1, "slab_automove_window must be from 3 to 1800")]
    [TestCase("-o lru_crawler_sleep=x", 1, "could not parse argument to lru_crawler_sleep: x")]
    [TestCase("--policy=best", 64, "Invalid policy: best")]
    [TestCase("-a 9", 64, "Invalid access mask: 9.")]
    [TestCase("-l mtls:1.2.3.4", 64, "-l mtls:1.2.3.4: mtls needs -Z")]
    [TestCase("-l proto[x]:1.2.3.4", 64, "Invalid protocol in -l proto[x]:1.2.3.4")]
    public void What_cannot_be_is_refused(string line, int exitCode, string message) =>
        Assert.That(
            () => Read(line),
            Throws.TypeOf<RefusedException>().With.Message.StartsWith(message).And.Property("ExitCode").EqualTo(exitCode));

    [TestCase("-p 0", "There is nothing to listen on: -p 0 turns TCP off, and no unix socket is given.")]
    [TestCase("-p 0 -l 10.0.0.1:9,notls:[::1]", "Nobody listens at -l notls:[::1]: -p 0 turns TCP off, and it has no port of its own.")]
    [TestCase("-U 5 -Z -o ssl_chain_cert=/f", "-U beside -Z: TCP is encrypted, UDP on 127.0.0.1:5 is not.")]
    [TestCase("-U 5 -Z -o ssl_chain_cert=/f -l localhost,::1", "-U beside -Z: TCP is encrypted, UDP on localhost:5, [::1]:5 is not.")]
    public void What_others_would_not_expect_is_said(string line, string warning) =>
        Assert.That(Read(line).Warnings, Is.EqualTo((string[])[warning]));

    [Test]
    public void What_changes_nothing_is_kept_and_told()
    {
        ServerSettings told = Read(
            "-o hashpower=20,slab_automove_ratio=.5,slab_automove_window=30,slab_automove_freeratio=.02," +
            "lru_crawler_sleep=500,lru_crawler_tocrawl=7,tail_repair_time=100 " +
            "-o worker_logbuf_size=128,ssl_wbuf_size=4,ssl_kernel_tls,hash_algorithm=murmur3").Listener.Settings;

        Assert.That((told.HashPower, told.AutomoveRatio, told.AutomoveWindow, told.AutomoveFreeRatio), Is.EqualTo((20, 0.5, 30, 0.02)));
        Assert.That((told.CrawlerSleep, told.CrawlerToCrawl, told.TailRepairTime), Is.EqualTo((500, 7, 100)));
        Assert.That(
            (told.WorkerLogBufferSize, told.TlsWriteBufferSize, told.UsesKernelTls, told.HashAlgorithm),
            Is.EqualTo((128 << 10, 4 << 10, true, "murmur3")));
        Assert.That((told.IsCrawlerOn, told.HasMaintainer, told.MayReassign), Is.EqualTo((true, true, true)));
    }

    [TestCase("no_lru_crawler", false, true, true, false)]
    [TestCase("no_lru_crawler,lru_crawler", true, true, true, false)]
    [TestCase("no_lru_maintainer", true, false, true, false)]
    [TestCase("no_slab_reassign", true, true, false, false)]
    [TestCase("no_slab_reassign,slab_reassign", true, true, true, false)]
    [TestCase("no_modern", false, false, false, true)]
    public void What_is_off_is_told_to_be_off(string words, bool hasCrawler, bool hasMaintainer, bool mayReassign, bool waits)
    {
        MemcachedListenerOptions listener = Read($"-o {words}").Listener;

        Assert.That(
            (listener.Settings.IsCrawlerOn, listener.Settings.HasMaintainer, listener.Settings.MayReassign),
            Is.EqualTo((hasCrawler, hasMaintainer, mayReassign)));
        Assert.That(listener.WaitAtMaxConnections, Is.EqualTo(waits));
    }

    /// <summary>A word takes back what its opposite said and nothing else, so where it stands among the others does not matter.</summary>
    [TestCase("-o no_slab_reassign", PageBalancing.Off, EvictionPolicy.Adaptive)]
    [TestCase("-o no_slab_reassign,slab_reassign", PageBalancing.Steady, EvictionPolicy.Adaptive)]
    [TestCase("-o slab_automove=2,no_slab_reassign", PageBalancing.Off, EvictionPolicy.Adaptive)]
    [TestCase("-o no_slab_reassign,slab_automove=2", PageBalancing.Off, EvictionPolicy.Adaptive)]
    [TestCase("-o slab_automove=2,no_slab_reassign,slab_reassign", PageBalancing.Eager, EvictionPolicy.Adaptive)]
    [TestCase("-o no_modern,slab_reassign", PageBalancing.Off, EvictionPolicy.Lru)]
    [TestCase("-o no_modern,slab_reassign,slab_automove", PageBalancing.Steady, EvictionPolicy.Lru)]
    [TestCase("-o no_lru_maintainer,lru_maintainer", PageBalancing.Steady, EvictionPolicy.Adaptive)]
    [TestCase("-o no_modern,lru_maintainer", PageBalancing.Off, EvictionPolicy.Adaptive)]
    [TestCase("-o no_modern,modern", PageBalancing.Off, EvictionPolicy.Lru)]
    [TestCase("--policy=segmented -o no_lru_maintainer", PageBalancing.Steady, EvictionPolicy.Segmented)]
    [TestCase("-o no_lru_maintainer --policy=segmented", PageBalancing.Steady, EvictionPolicy.Segmented)]
    public void Words_mean_the_same_in_any_order(string line, PageBalancing balancing, EvictionPolicy policy)
    {
        CacheCoreOptions options = Read(line).Store;

        Assert.That((options.PageBalancing, options.EvictionPolicy), Is.EqualTo((balancing, policy)));
    }

    /// <summary>memcached's ranges lie within those of the library, so that what it says itself is heard.</summary>
    [TestCase("-m 1 -I 512k")]
    [TestCase("-m 4 -I 1024k -c 1 -t 1 -R 1 -b 1")]
    [TestCase("-c 1000000 -t 1024 -R 99999999 -b 65535")]
    [TestCase("-n 1 -f 1.0001 -o slab_chunk_max=1,slab_sizes=100-200")]
    [TestCase("-o hot_lru_pct=1,warm_lru_pct=79,hot_max_factor=0.0001,warm_max_factor=99999")]
    [TestCase("-o hot_lru_pct=79,warm_lru_pct=1,temporary_ttl=1,idle_timeout=1,read_buf_mem_limit=1,watcher_logbuf_size=1")]
    [TestCase("-o temporary_ttl=2147483647,idle_timeout=2147483647,read_buf_mem_limit=1048576,watcher_logbuf_size=1048576")]
    public void What_is_accepted_the_library_takes(string line)
    {
        ServeSettings settings = Read(line);
        using var store = new CacheStore(settings.Store);

        Assert.That(() => new MemcachedServer(store, settings.Listener).Dispose(), Throws.Nothing);
    }

    [Test]
    public void Words_about_certificates_are_options_of_the_listener()
    {
        MemcachedListenerOptions options = Read(
            "-Z -o ssl_chain_cert=/c,ssl_key=/k,ssl_ca_cert=/a,ssl_verify_mode=1,ssl_min_version=3,ssl_session_cache -l "
                + "1.2.3.4,notls:1.2.3.5,mtls:1.2.3.6,btls:1.2.3.7").Listener;

        Assert.That(options.Tls, Is.Not.Null);
        Assert.That((options.Tls.CertificateFile, options.Tls.KeyFile, options.Tls.AuthorityFile), Is.EqualTo(("/c", "/k", "/a")));
        Assert.That(
            (options.Tls.ClientCertificates, options.Tls.RequireTls13, options.Tls.AllowResume),
            Is.EqualTo((MemcachedClientCertificates.Request, true, true)));
        Assert.That(
            options.Endpoints.Select(static one => one.Tls),
            Is.EqualTo([MemcachedEndpointTls.Auto, MemcachedEndpointTls.Off, MemcachedEndpointTls.Mutual, MemcachedEndpointTls.Server]));
        Assert.That(Read("-o ssl_chain_cert=/c").Listener.Tls, Is.Null, "not without -Z");
    }

    [TestCase("-R 8", 8)]
    [TestCase("", 128)]
    public void Turns_are_as_long_as_is_asked(string line, int requests) =>
        Assert.That(Read(line).Listener.RequestsPerTurn, Is.EqualTo(requests));

    [TestCase("", "127.0.0.1:11211")]
    [TestCase("-p 5", "127.0.0.1:5")]
    [TestCase("-p -1", "127.0.0.1:0")]
    [TestCase("-l 0.0.0.0", "0.0.0.0:11211")]
    [TestCase("-l 0.0.0.0 -p 5", "0.0.0.0:5")]
    [TestCase("-l 1.2.3.4:7,host -l [::1] -l [::1]:8 -l ::1", "1.2.3.4:7 host:11211 [::1]:11211 [::1]:8 [::1]:11211")]
    [TestCase("-l notls:1.2.3.4", "1.2.3.4:11211")]
    [TestCase("-l 1.2.3.4;1.2.3.5:7,localhost", "1.2.3.4:11211 1.2.3.5:7 localhost:11211")]
    [TestCase("-p 0", "")]
    [TestCase("-p 0 -l 10.0.0.1:9,notls:[::1]", "10.0.0.1:9")]
    [TestCase("-p 0 -l 1.2.3.4:0,[::1]:7", "1.2.3.4:0 [::1]:7")]
    [TestCase("-l tag[a]:proto[binary]:1.2.3.4", "1.2.3.4:11211 Binary")]
    [TestCase("-B binary -l proto[ascii]:1.2.3.4,1.2.3.5", "1.2.3.4:11211 Text 1.2.3.5:11211 Binary")]
    [TestCase("-s /tmp/s -p 5", "unix:/tmp/s")]
    public void Addresses_become_endpoints(string line, string expected)
    {
        IEnumerable<string> endpoints = Read(line).Listener.Endpoints.Select(
            one => one.Protocol == MemcachedProtocol.Auto ? one.Address : $"{one.Address} {one.Protocol}");

        Assert.That(string.Join(' ', endpoints), Is.EqualTo(expected));
    }

    private static ServeSettings Read(string line) =>
        ServeOptionReader.Read(new OptionReader("test", ServeOptionList.All).Read(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
