"""What the peers' programs share: articles, searches, quantiles."""
import json, os, sys, time

work = sys.argv[1]

def documents():
    with open(os.path.join(work, "documents.jsonl"), encoding="utf-8") as f:
        for line in f:
            yield json.loads(line)

def queries():
    with open(os.path.join(work, "queries.tsv"), encoding="utf-8") as f:
        return [line.rstrip("\n").split("\t") for line in f]

def text_bytes():
    return sum(len((d["title"] + d["body"]).encode()) for d in documents())

def size(path):
    if os.path.isfile(path):
        return os.path.getsize(path)
    return sum(os.path.getsize(os.path.join(d, f)) for d, _, fs in os.walk(path) for f in fs)

def quantiles(ms):
    ms = sorted(ms)
    return "%.2f/%.1f" % (ms[len(ms) // 2], ms[min(len(ms) - 1, int(len(ms) * 0.99))])

def measure(search, clock=time.process_time):
    """search(kind, words, snippets, facets) for all searches in four ways; the
    first round warms what there is to warm."""
    cells = []
    for snippets, facets in ((False, False), (True, False), (False, True), (True, True)):
        times = []
        for measured in (False, True):
            for kind, words in queries():
                start = clock()
                search(kind, words.split(" "), snippets, facets)
                if measured:
                    times.append(1000 * (clock() - start))
        cells.append(quantiles(times))
    return cells

def row(engine, per_second, ratio, cells):
    print("\t".join([engine, "%.0f" % per_second, "%.2f" % ratio] + cells), flush=True)
