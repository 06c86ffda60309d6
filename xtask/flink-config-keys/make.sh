#!/bin/sh
# Makes app/model/src/flink/options.tsv from the jars of a Flink: ./make.sh <folder with jars>… > options.tsv
# (the one there is of Flink 1.20.3). Only what a job may set is kept: by its first word, and unless a rule of
# app/model/src/sql/setting_rules.rs refuses it. The folders are a Flink's `lib` (as below target/flink-homes) and
# one with flink-statebackend-{common,rocksdb,changelog}, flink-dstl-dfs and frocksdbjni, which are parts of flink-dist.
set -eu
here=$(dirname "$0")
out=$(mktemp -d)
jars=$(find "$@" -maxdepth 1 -name '*.jar')
javac -d "$out" "$here/DumpConfigKeys.java"
# shellcheck disable=SC2086
java -cp "$out" DumpConfigKeys $jars > "$out/all.tsv"
sed -n 's/^    "\(.*\)",$/\1/p' "$here/../../app/model/src/sql/setting_rules.rs" > "$out/rules"
awk -F '\t' '
    function refused(key,    i, rule) {
        for (i = 1; i <= rules; i++) {
            rule = rule_of[i]
            if (sub(/\*$/, "", rule) ? index(tolower(key), rule) == 1 : tolower(key) == rule) return 1
        }
        return 0
    }
    FILENAME ~ /rules$/ { rule_of[++rules] = $0; next }
    $1 !~ /^(dstl|execution|parallelism|pipeline|restart-strategy|savepoints|state|table|task|timerservice)([.]|$)/ { next }
    $1 != "table" && !refused($1) && !($2 == "alias" && refused($3))
' "$out/rules" "$out/all.tsv"
rm -r "$out"
