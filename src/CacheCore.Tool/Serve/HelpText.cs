using System.Globalization;
using CacheCore.Listener;

namespace CacheCore.Tool.Serve;

/// <summary>
/// What <c>-h</c> prints. Names a feature only if it works. memcached's own tests look here for what they may try, by ext_path,
/// proxy_config, enable-ssl, sasl and no_drop_privileges: the last is accepted and not named, because it says that there is a
/// filter of system calls.
/// </summary>
internal static class HelpText
{
    private static readonly ServeSettings Unset = new();

    private static int SmallestSpace => Listener.SmallestChunkSize - ServeOptionReader.HeaderSize;

    private static string Segments => string.Create(
        CultureInfo.InvariantCulture, $"{Store.HotPercent}, {Store.WarmPercent}, {Store.HotMaxAgeFactor:F2}, {Store.WarmMaxAgeFactor:F2}");

    private static CacheCoreOptions Store => Unset.Store;

    private static MemcachedListenerOptions Listener => Unset.Listener;

    public static string Options { get; } = string.Create(CultureInfo.InvariantCulture, $"""
        -p, --port=<num>          TCP port (default: that of -U if given, 11211; 0 = no TCP, -1 = any free port)
        -U, --udp-port=<num>      UDP port, on the same addresses (default: 0 = no UDP; -1 = any free port);
                                  with -Z on loopback alone
        -s, --unix-socket=<file>  listen on a unix socket, and not on TCP
        -a, --unix-mask=<mask>    who may use the unix socket, octal (default: 700)
        -A, --enable-shutdown     let clients end the server with "shutdown"
        -l, --listen=<addr>       addresses to listen on, by comma or repeated: <host>, <host>:<port>,
                                  [<v6>]:<port>, * for all; proto[ascii|binary|negotiating]: before one
                                  sets its protocol; with -Z also notls:, btls: without certificates of
                                  clients, mtls: with (default: 127.0.0.1, this machine alone)
        -d, --daemon              run in the background
        -u, --user=<user>         become this user (needed when started as root)
        -m, --memory-limit=<num>  megabytes for items, index and all else (default: {Unset.MemoryMebibytes})
        -M, --disable-evictions   refuse what finds no memory, and evict nothing
        -t, --threads=<num>       threads that serve connections, on Linux (default: {Listener.Threads})
        -c, --conn-limit=<num>    most connections at a time (default: {Listener.MaxConnections})
        -v, --verbose             log more; -vv, -vvv: yet more
        -h, --help                print this and exit
        -i, --license             print the licence and exit
        -V, --version             print the version and exit
        -P, --pidfile=<file>      write the process's number to a file
        -D <char>                 the character that ends the prefix of a key, and turns "stats detail" on
        -R, --max-reqs-per-event=<num> commands of a pipeline before other connections have a turn (default: {Listener.RequestsPerTurn})
        -b, --listen-backlog=<num> connections that may wait to be accepted (default: {Listener.Backlog})
        -B, --protocol=<name>     ascii, binary, or auto: the first byte decides (default: auto)
        -I, --max-item-size=<num> largest item, with k or m (default: {Listener.MaxItemSize >> 20}m, from 1k to 1024m, at most half of -m)
        -f, --slab-growth-factor=<num> how much larger each slab class is than the one below, in statistics
                                  and in what else clients are told (default: {Listener.GrowthFactor})
        -n, --slab-min-size=<bytes> room for key, value and flags in the smallest of them (default: {SmallestSpace})
        -C, --disable-cas         no CAS values: all of them are 0, "cas" never stores
        -S, --enable-sasl         clients have to authenticate by SASL, with PLAIN and the binary protocol;
                                  users as with sasl_pwdb
        -F, --disable-flush-all   refuse flush_all
        -X, --disable-dumping     refuse to list keys
        -W, --disable-watch       refuse watch
        -Y, --auth-file=<file>    users that may come, a line user:password each; for the text protocol
        -Z, --enable-ssl          encrypt TCP connections with TLS; needs ssl_chain_cert
        -o, --extended            further options, by comma:
           - no_slab_reassign, no_slab_automove, slab_automove=<0..2>: how pages move between sizes (default: 1)
           - no_lru_maintainer:   one queue for all items
           - hot_lru_pct, warm_lru_pct, hot_max_factor, warm_max_factor: shares and ages of the
                                  segments, with --policy=segmented (default: {Segments})
           - temporary_ttl:       items that live no longer than these seconds have a segment of their own
           - idle_timeout:        close TCP connections that are idle for so many seconds (default: never)
           - no_maxconns_fast:    at -c, let who comes wait until somebody leaves (default: tell and close)
           - read_buf_mem_limit:  megabytes for requests and replies of all connections (default: what a container leaves, or no limit)
           - sasl_pwdb:           file of users for -S, a line user:password each; the environment's
                                  MEMCACHED_SASL_PWDB names it as well
           - ssl_chain_cert, ssl_key: files of the server's certificate with its chain, and of its key, in PEM
                                  (default of the key: in the same file)
           - ssl_verify_mode:     certificates of clients: 0 none, 1 if they have one, 2 or 3 required (default: 0)
           - ssl_ca_cert:         file of the authorities that vouch for clients, in PEM
           - ssl_min_version:     3 = TLS 1.3 alone (default: 2, TLS 1.2 as well)
           - ssl_ciphers:         names of the cipher suites to use
           - ssl_session_cache:   let clients resume sessions
           - ssl_keyformat:       PEM is the only one
           - slab_sizes:          slab classes that clients are told, such as 100-200-4000
           - slab_chunk_max:      kilobytes of the largest of them, up to 1024 (default: {Listener.LargestChunkSize >> 10})
           - no_chunked_items:    as slab_chunk_max=1024
           - watcher_logbuf_size: kilobytes of lines that may wait for each client that watches (default: {Listener.WatchBufferSize >> 10})
           - track_sizes:         let clients ask for "stats sizes"
           - no_lru_crawler:      no crawls and dumps for clients, until "lru_crawler enable"
           - no_modern:           as no_lru_maintainer, no_lru_crawler, no_slab_reassign, no_maxconns_fast and
                                  no_chunked_items together
        --policy=<name>           who leaves when memory is full: {PolicyNames.All}
                                  (default: adaptive)
        --debug-commands          let tests move the clock and ask whether an item is there

        accepted, told by "stats settings" and changing nothing: in -o hashpower,
        slab_automove_ratio, slab_automove_window, slab_automove_freeratio,
        tail_repair_time, hash_algorithm, lru_crawler_sleep, lru_crawler_tocrawl,
        worker_logbuf_size, ssl_wbuf_size, ssl_kernel_tls

        accepted, and said so in the log, because there is nothing to set:
        -k, -r, -L, -N, and in -o no_hashexpand, sock_cookie_id, drop_privileges

        accepted, because it is like that anyway: in -o slab_reassign, lru_crawler,
        lru_maintainer, maxconns_fast, modern, inline_ascii_resp, no_inline_ascii_resp,
        resp_obj_mem_limit, relaxed_privileges
        """);

    public static string License { get; } = """
        CacheCore is under the MIT licence:

        Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
        documentation files (the "Software"), to deal in the Software without restriction, including without limitation
        the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and
        to permit persons to whom the Software is furnished to do so, subject to the following conditions:

        The above copyright notice and this permission notice shall be included in all copies or substantial portions of
        the Software.

        THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO
        THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
        AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF
        CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS
        IN THE SOFTWARE.

        memcached is the work of its authors; no code of theirs is in here.
        """;
}
