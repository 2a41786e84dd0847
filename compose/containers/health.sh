#!/usr/bin/env bash
# Asks a server to do a small piece of its own job: health.sh SERVER HOST PORT.
# With bash alone and no JVM: it runs every few seconds, in images that have little else.
set -u
server=$1 host=$2 port=$3

exec 3<>"/dev/tcp/$host/$port" || exit 1

# Prints the answer to a GET, up to its first line with the pattern; fails without such a line.
get() {
    printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$1" "$host" >&3
    while IFS= read -r -t 10 line <&3 || [ -n "$line" ]; do
        # shellcheck disable=SC2053 # a pattern
        [[ $line == $2 ]] && return 0
    done
    return 1
}

# Prints the next bytes of an answer in hex.
answer() {
    timeout 10 head -c "$1" <&3 | od -An -v -tx1 | tr -d ' \n'
}

case $server in
kafka)
    # ApiVersions, version 0, correlation id 1, no client id; the answer repeats the id, error 0.
    printf '\x00\x00\x00\x0a\x00\x12\x00\x00\x00\x00\x00\x01\xff\xff' >&3
    reply=$(answer 10)
    [ "${reply:8}" = 000000010000 ]
    ;;
namenode)
    get '/webhdfs/v1/?op=LISTSTATUS' '*FileStatuses*'
    ;;
datanode)
    # The NameNode is asked: a DataNode reports to it, and it takes writes.
    get '/jmx?qry=Hadoop:service=NameNode,name=FSNamesystemState' '*"NumLiveDataNodes" : 1,*' ||
        exit 1
    exec 3<>"/dev/tcp/$host/$port" || exit 1
    get '/jmx?qry=Hadoop:service=NameNode,name=NameNodeInfo' '*"Safemode" : "",*'
    ;;
metastore)
    # getStatus in Thrift's binary protocol; every fb303 service answers it, 2 means alive.
    printf '\x80\x01\x00\x01\x00\x00\x00\x09getStatus\x00\x00\x00\x00\x00' >&3
    reply=$(answer 28)
    [ "${reply:42}" = 08000000000002 ]
    ;;
spark)
    # A SASL greeting: mechanism PLAIN, then an empty identity, user and password `health`.
    printf '\x01\x00\x00\x00\x05PLAIN\x05\x00\x00\x00\x0e\x00health\x00health' >&3
    [ "$(answer 1)" = 05 ]
    ;;
trino)
    get /v1/info '*"starting":false*'
    ;;
*)
    echo "health.sh knows no $server" >&2
    exit 2
    ;;
esac || exit 1
