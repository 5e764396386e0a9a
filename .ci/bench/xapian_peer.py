"""Xapian: German stemmer, BM25."""
import os, shutil, time, xapian
from common import *

path = os.path.join(work, "xapian")
shutil.rmtree(path, ignore_errors=True)
db = xapian.WritableDatabase(path, xapian.DB_CREATE)
generator = xapian.TermGenerator()
generator.set_stemmer(xapian.Stem("german"))
n, start = 0, time.process_time()
for d in documents():
    n += 1
    doc = xapian.Document()
    generator.set_document(doc)
    generator.index_text(d["title"], 5)
    generator.increase_termpos()
    generator.index_text(d["body"])
    doc.set_data(d["body"])
    for slot, value in enumerate((d["outlet"], d["author"], d["date"][:7])):
        doc.add_value(slot, value)
    db.add_document(doc)
db.commit()
took = time.process_time() - start
db.close()
db = xapian.Database(path)
parser = xapian.QueryParser()
parser.set_stemmer(xapian.Stem("german"))
parser.set_stemming_strategy(parser.STEM_SOME)
parser.set_database(db)

def search(kind, words, snippets, facets):
    q = {"word": "%s", "prefix": "%s*"}.get(kind, "%s") % words[0]
    if kind in ("and", "or"):
        q = (" %s " % kind.upper()).join(words)
    elif kind == "phrase":
        q = '"%s"' % " ".join(words)
    enquire = xapian.Enquire(db)
    enquire.set_query(parser.parse_query(q, parser.FLAG_BOOLEAN | parser.FLAG_PHRASE | parser.FLAG_WILDCARD))
    spies = [xapian.ValueCountMatchSpy(slot) for slot in range(3)] if facets else []
    for spy in spies:
        enquire.add_matchspy(spy)
    hits = enquire.get_mset(0, 10, db.get_doccount())
    for hit in hits:
        data = hit.document.get_data().decode()
        if snippets:
            hits.snippet(data, 240, xapian.Stem("german"))
    for spy in spies:
        list(spy.top_values(12))

row("Xapian %s" % xapian.version_string(), n / took, size(path) / text_bytes(), measure(search))
