// Package corpus keeps articles as files that a person can read, grep, diff
// and keep in git. The files are the truth; everything else the program holds
// is derived from them.
//
// # The model
//
// A corpus is a folder:
//
//	articles/2024/putin-und-kim-7k3m9x2qh.md   the current text of each article
//	articles/undated/…                         articles without a date
//	versions/7k3m9x2qh/1.md                    its earlier texts, oldest first
//	versions/7k3m9x2qh/removed.md              what stays of an article whose file was removed
//	shares/links.jsonl                         links that readers of a closed archive made
//	searches/9q3k7m2x4c.json                   searches kept as they were
//	captures/7k3m9x2qh.warc.gz                 the exchange it was taken from
//	entities.yaml                              the registry, see package entity
//
// The names below articles/ are for people: an article is known by the id in
// its front matter, and a file may be moved or renamed at will.
//
// A text keeps its number: [Store.Revise] and [Store.KeepText] put the text that
// is replaced into versions/ under the number that it had. The text of an
// article whose file is removed is kept too, with its bibliographic data beside
// it; whoever wants it gone removes the article's folder below versions/ as well.
//
// An article file is Markdown with YAML front matter (see the project's
// INTERFACE page). [Parse] turns its bytes into an archive.Article and
// [Format] does the reverse. Reading is strict about what the archive stands
// on (encoding, id, dates, rights) and names file, line and remedy of each
// problem; it is lenient about the rest. Unknown keys, comments and the order
// of keys survive a [Store.Write], and so does a body whose text has not
// changed.
//
// Text is normalised while it is read: NFC, line breaks inside a paragraph
// joined, control characters, bidirectional overrides, soft hyphens and
// zero-width spaces taken out, so that no text can show other than it is.
//
// All access goes through os.Root: no path and no symbolic link leads out of
// the folder.
package corpus
