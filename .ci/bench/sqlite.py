"""SQLite FTS5: unicode61 without stemming, bm25."""
import os, sqlite3, time
from common import *

path = os.path.join(work, "sqlite.db")
if os.path.exists(path):
    os.remove(path)
db = sqlite3.connect(path)
db.executescript("""create table doc(id integer primary key, outlet, author, month);
create virtual table fts using fts5(title, body, tokenize='unicode61 remove_diacritics 0')""")
n, start = 0, time.process_time()
for d in documents():
    n += 1
    db.execute("insert into doc values(?,?,?,?)", (n, d["outlet"], d["author"], d["date"][:7]))
    db.execute("insert into fts(rowid,title,body) values(?,?,?)", (n, d["title"], d["body"]))
db.commit()
db.execute("insert into fts(fts) values('optimize')")
db.commit()
took = time.process_time() - start

def search(kind, words, snippets, facets):
    q = {"word": '"%s"', "prefix": '"%s"*'}.get(kind, "%s") % words[0]
    if kind in ("and", "or"):
        q = (" %s " % kind.upper()).join('"%s"' % w for w in words)
    elif kind == "phrase":
        q = '"%s"' % " ".join(words)
    what = "snippet(fts,1,'<b>','</b>','…',40)" if snippets else "1"
    db.execute("select rowid, title, %s from fts where fts match ? order by rank limit 10" % what, (q,)).fetchall()
    db.execute("select count(*) from fts where fts match ?", (q,)).fetchone()
    for f in ("outlet", "author", "month") if facets else ():
        db.execute("select %s, count(*) c from doc join fts on fts.rowid=doc.id where fts match ? group by 1 order by c desc limit 12" % f, (q,)).fetchall()

row("SQLite FTS5 %s, no stemming" % sqlite3.sqlite_version, n / took, size(path) / text_bytes(), measure(search))
