"""Reads every reference and feed of a running archive with the programs that its
readers use, and compares the fields with what the JSON API says of the articles.

Usage: check.py BASE_URL FOLDER. Prints what differs and the counts; exit status 1 if anything does.
"""
import html, json, re, subprocess, sys, unicodedata, urllib.parse, urllib.request
from html.parser import HTMLParser
from pathlib import Path

import bibtexparser, feedparser, rispy

base, out = sys.argv[1], Path(sys.argv[2])
out.mkdir(parents=True, exist_ok=True)
problems, compared = [], {}


def get(path):
    with urllib.request.urlopen(base + path) as r:
        return r.read().decode()


def same(reader, article, field, want, got):
    compared[reader] = compared.get(reader, 0) + 1
    want, got = (unicodedata.normalize("NFC", re.sub(r"\s+", " ", str(x or "")).strip()) for x in (want, got))
    if want != got:
        problems.append(f"{reader}: {article['id']}: {field}: want {want!r}, got {got!r}")


def words(names):
    return sorted(w for n in names for w in re.findall(r"[^\s,]+", n))


def articles():
    found, offset = {}, 0
    while True:
        page = json.loads(get(f"/api/v1/search?limit=100&offset={offset}"))
        for hit in page["hits"]:
            found[hit["id"]] = json.loads(get("/api/v1/articles/" + hit["id"]))
        offset += 100
        if offset >= page["total"]:
            return found


def day(date):
    return date[:10]


def parts(date):
    return [int(p) for p in day(date).split("-")] if date else []


def title(article):
    return re.sub(r"^\[(.*)\]$", r"\1", article or "")


def csl(reader, a, item, form):
    if not form.startswith("bib"):  # BibTeX has no newspapers
        same(reader, a, "type", "article-newspaper", item.get("type"))
    same(reader, a, "title", a["title"], title(html.unescape(re.sub(r'<span class="nocase">|</span>', "", item.get("title", "")))))
    same(reader, a, "container", a["outlet"], item.get("container-title"))
    same(reader, a, "URL", a["url"], item.get("URL"))
    date = (item.get("issued", {}).get("date-parts") or [[]])[0] or []
    if form == "ris":  # of a NEWS, citation-js takes the authors for reporters and reads PY alone; rispy reads all
        same(reader, a, "year", parts(a["date"])[:1], date)
        return
    # Plain BibTeX has no days.
    same(reader, a, "date", parts(a["date"])[:2 if form == "bib" else 3], date)
    names = [" ".join(v for k, v in n.items() if k != "literal" and isinstance(v, str)) + n.get("literal", "") for n in item.get("author", [])]
    same(reader, a, "authors", words(a["authors"]), words(names))


def tex(value):
    for command, char in (("textbackslash", "\\"), ("textbraceleft", "{"), ("textbraceright", "}"), ("textasciicircum", "^"), ("textasciitilde", "~")):
        value = value.replace("\\" + command + "{}", f"\0{ord(char)}\0")
    value = re.sub(r"\\([$&#%_])", r"\1", value).replace("{", "").replace("}", "")
    return re.sub("\0(\\d+)\0", lambda m: chr(int(m[1])), value)


def citation_js(files, node):
    done = subprocess.run(["node", str(Path(__file__).parent / "read.mjs"), *map(str, files)], capture_output=True, text=True, env=node)
    if done.returncode:
        problems.append("citation-js: " + done.stderr[-2000:])
        return {}
    return json.loads(done.stdout)


class Head(HTMLParser):
    def __init__(self):
        super().__init__()
        self.meta, self.coins = [], []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "meta" and "name" in attrs:
            self.meta.append((attrs["name"], attrs.get("content", "")))
        if "Z3988" in (attrs.get("class") or ""):
            self.coins.append(urllib.parse.parse_qs(attrs["title"], keep_blank_values=True, strict_parsing=True))


def main():
    import os
    known = articles()
    ids = list(known)
    files = []
    for form in ("ris", "bib", "csl.json"):
        (out / f"all.{form}").write_text(get("/suche." + form), newline="")
        files.append(out / f"all.{form}")
        for i in ids:
            (out / f"{i}.{form}").write_text(get(f"/a/{i}.{form}"), newline="")
            files.append(out / f"{i}.{form}")
    read = citation_js(files, dict(os.environ))
    for file, items in read.items():
        form = Path(file).name.split(".", 1)[1]
        keys = [item.get("id") or item.get("citation-key") for item in items]
        if Path(file).name.startswith("all."):
            if len(items) != len(ids):
                problems.append(f"citation-js: {file} has {len(items)} of {len(ids)} items")
        elif len(items) != 1:
            problems.append(f"citation-js: {file} has {len(items)} items")
        for key, item in zip(keys, items):
            csl("citation-js " + form, known[key.rsplit("-", 1)[1]], item, form)
    for record in rispy.loads(open(out / "all.ris", newline="").read()):
        a = known[record["accession_number"]]
        same("rispy", a, "type", "NEWS", record["type_of_reference"])
        same("rispy", a, "title", a["title"], title(record["title"]))
        same("rispy", a, "outlet", a["outlet"], record.get("secondary_title"))
        same("rispy", a, "url", a["url"], record["urls"][0])
        same("rispy", a, "date", parts(a["date"]), [int(p) for p in record.get("date", "").split("/") if p])
        same("rispy", a, "authors", words(a["authors"]), words(record.get("authors", [])))
        same("rispy", a, "language", a["lang"], record["language"])
    parser = bibtexparser.bparser.BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    entries = bibtexparser.loads((out / "all.bib").read_text(), parser).entries
    if len(entries) != len(ids):
        problems.append(f"bibtexparser: {len(entries)} of {len(ids)} entries")
    for e in entries:
        a = known[e["ID"].rsplit("-", 1)[1]]
        same("bibtexparser", a, "title", a["title"], title(tex(e["title"])))
        same("bibtexparser", a, "journal", a["outlet"], tex(e.get("journal", "")))
        same("bibtexparser", a, "date", day(a["date"]), e.get("date"))
        same("bibtexparser", a, "url", a["url"], e["url"])
    done = subprocess.run(["biber", "--tool", "--validate-datamodel", "--output-file", str(out / "biber.bib"), str(out / "all.bib")], capture_output=True, text=True)
    log = done.stdout + done.stderr
    for line in log.splitlines():
        if "ERROR" in line or "WARN -" in line and "Missing mandatory" not in line:
            problems.append("biber: " + line)
    written = (out / "biber.bib").read_text() if (out / "biber.bib").exists() else ""
    compared["biber"] = len(re.findall(r"^@ARTICLE", written, re.M))
    if compared["biber"] != len(ids):
        problems.append(f"biber: {compared['biber']} of {len(ids)} entries")
    for i in ids:
        head = Head()
        head.feed(get(f"/a/{i}"))
        meta, a = dict(head.meta), known[i]
        same("page", a, "z:itemType", "newspaperArticle", meta.get("z:itemType"))
        same("page", a, "citation_title", a["title"], title(meta.get("citation_title")))
        same("page", a, "publication", a["outlet"], meta.get("prism.publicationName"))
        same("page", a, "date", day(a["date"]).replace("-", "/"), meta.get("citation_publication_date"))
        same("page", a, "url", a["url"], meta.get("citation_public_url"))
        if "citation_journal_title" in meta:
            problems.append(f"page: {i}: citation_journal_title makes a journal of a newspaper")
    seen, page = 0, 1
    while seen < len(ids):
        list_ = Head()
        list_.feed(get("/suche" + (f"?seite={page}" if page > 1 else "")))
        if not list_.coins:
            break
        for c in list_.coins:
            a = next((a for a in known.values() if a["url"] == c["rft.identifier"][0]), None)
            if a is None:
                problems.append(f"COinS: {c['rft.identifier'][0]} is no article")
                continue
            same("COinS", a, "title", a["title"], title(c["rft.title"][0]))
            same("COinS", a, "source", a["outlet"], c.get("rft.source", [""])[0])
            same("COinS", a, "type", "newspaperArticle", c["rft.type"][0])
        seen, page = seen + len(list_.coins), page + 1
    if seen != len(ids):
        problems.append(f"COinS: {seen} of {len(ids)} articles on the result pages")
    feeds(known)
    print(f"{len(ids)} articles; fields compared: {compared}")
    for p in problems[:50]:
        print(p, file=sys.stderr)
    return 1 if problems else 0


def feeds(known):
    names = json.loads(get("/api/v1/entities?limit=20"))["entities"]
    paths = ["/suche", "/suche?q=Kim", "/suche?q=" + urllib.parse.quote("Größe & <Umlaut> \"x\"")] + ["/e/" + e["slug"] for e in names]
    for path in paths:
        path, _, query = path.partition("?")
        query = "?" + query if query else ""
        f = feedparser.parse(get(path + ".atom" + query))
        compared["feedparser"] = compared.get("feedparser", 0) + 1
        if f.bozo or f.version != "atom10" or not f.feed.get("updated_parsed") or not f.feed.get("id") or not f.feed.get("title"):
            problems.append(f"feedparser: {path}{query}: {f.get('bozo_exception')} {f.version}")
        ids = [e.id for e in f.entries]
        if len(set(ids)) != len(ids) or any(not i.startswith("tag:") for i in ids):
            problems.append(f"feedparser: {path}{query}: ids {ids[:3]}")
        for e in f.entries:
            a = known[e.id.rsplit("/", 1)[1]]
            same("feedparser", a, "title", a["title"] or a["id"], e.title)
            same("feedparser", a, "link", a["url"], e.link)
            if not e.get("updated_parsed"):
                problems.append(f"feedparser: {a['id']} has no updated")
        if [e.updated_parsed for e in f.entries] != sorted((e.updated_parsed for e in f.entries), reverse=True):
            problems.append(f"feedparser: {path}{query}: not newest first")
        j = json.loads(get(path + ".feed.json" + query))
        if j["version"] != "https://jsonfeed.org/version/1.1" or [i["id"] for i in j["items"]] != ids or not all(i["url"] and "content_text" in i for i in j["items"]):
            problems.append(f"JSON Feed: {path}{query} differs from Atom")


sys.exit(main())
