"""Writes the corpus as JSON lines, and searches with words that it has."""
import glob, json, os, random, re, sys
from collections import Counter

work = sys.argv[1]
words, pairs = Counter(), []
rng = random.Random(1)
with open(os.path.join(work, "documents.jsonl"), "w", encoding="utf-8") as out:
    for i, path in enumerate(sorted(glob.glob(os.path.join(work, "corpus/articles/*/*.md")))):
        with open(path, encoding="utf-8") as f:
            _, head, body = f.read().split("---\n", 2)
        meta = dict(line.split(": ", 1) for line in head.splitlines())
        body = body.strip()
        json.dump({"id": meta["id"], "title": json.loads(meta["title"]), "outlet": meta["outlet"], "date": meta["published"],
                   "author": meta["authors"].strip('[]"'), "body": body}, out, ensure_ascii=False)
        out.write("\n")
        if i % 20 == 0:
            found = re.findall(r"[A-Za-zÄÖÜäöüß]+", body)
            words.update(w for w in found if len(w) >= 5)
            pairs += rng.sample(list(zip(found, found[1:])), min(3, len(found) - 1))
ranked = [w for w, _ in sorted(words.items(), key=lambda e: (-e[1], e[0]))]
pick = lambda a, b: ranked[rng.randrange(int(a * len(ranked)), max(int(a * len(ranked)) + 1, int(b * len(ranked))))]
with open(os.path.join(work, "queries.tsv"), "w", encoding="utf-8") as out:
    for _ in range(25):
        out.write("word\t%s\n" % pick(0, .01))
        out.write("word\t%s\n" % pick(.01, .2))
        out.write("word\t%s\n" % pick(.2, 1))
        out.write("and\t%s %s\n" % (pick(0, .05), pick(0, .1)))
        out.write("or\t%s %s\n" % (pick(0, .1), pick(0, .1)))
        out.write("phrase\t%s %s\n" % rng.choice(pairs))
        out.write("prefix\t%s\n" % pick(0, .2)[:4])
