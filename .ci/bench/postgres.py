"""PostgreSQL: GIN over a tsvector of configuration german, ts_rank. One psql is
the client; measured is the CPU time of its backend."""
import json, os, subprocess, sys
from common import *

psql = subprocess.Popen([sys.argv[2], "-qAtX", "-v", "ON_ERROR_STOP=1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

def run(sql):
    psql.stdin.write(sql + ";\n\\echo done\n")
    psql.stdin.flush()
    lines = []
    for line in psql.stdout:
        if line == "done\n":
            return lines
        lines.append(line.rstrip("\n"))
    sys.exit("postgres.py: psql ended at: " + sql[:200])

backend = run("select pg_backend_pid()")[0]

def clock():  # CPU seconds of the backend
    with open("/proc/%s/schedstat" % backend) as f:
        return int(f.read().split()[0]) / 1e9

quote = lambda s: "'" + s.replace("'", "''") + "'"
run("create table doc(id serial, title text, body text, outlet text, author text, month text, words tsvector)")
n, start, values = 0, clock(), []
for d in documents():
    n += 1
    title, body = quote(d["title"]), quote(d["body"])
    values.append("(%s,%s,%s,%s,%s,setweight(to_tsvector('german',%s),'A')||to_tsvector('german',%s))" % (
        title, body, quote(d["outlet"]), quote(d["author"]), quote(d["date"][:7]), title, body))
    if len(values) == 200:
        run("insert into doc(title,body,outlet,author,month,words) values " + ",".join(values))
        values = []
if values:
    run("insert into doc(title,body,outlet,author,month,words) values " + ",".join(values))
run("create index on doc using gin(words)")
run("vacuum analyze doc")
took = clock() - start
bytes_ = int(run("select pg_total_relation_size('doc')")[0])

def search(kind, words, snippets, facets):
    q = {"and": " & ", "or": " | ", "phrase": " <-> "}.get(kind, " ").join(words)
    if kind == "prefix":
        q += ":*"
    where = "from doc, to_tsquery('german',%s) q where words @@ q" % quote(q)
    hits = "select id, title, body, q %s order by ts_rank(words,q) desc limit 10" % where
    run("select id, title, %s from (%s) hits" % ("ts_headline('german',body,q)" if snippets else "1", hits))
    run("select count(*) " + where)
    for f in ("outlet", "author", "month") if facets else ():
        run("select %s, count(*) %s group by 1 order by 2 desc limit 12" % (f, where))

version = run("show server_version")[0].split()[0]
row("PostgreSQL %s GIN, german" % version, n / took, bytes_ / text_bytes(), measure(search, clock))
psql.stdin.close()
psql.wait()
