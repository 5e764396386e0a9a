package importer

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"depesche/internal/corpus"
)

// fuzzRead opens and reads any bytes without writing anything, as an import
// does: nothing may panic or hang, and what is read holds a text.
func fuzzRead(t *testing.T, data []byte) {
	opts := Options{Stdin: bytes.NewReader(data), Workers: 1}.withDefaults()
	ctx := context.Background()
	p := newPipeline(opts, newKnown())
	go p.produce(ctx, []string{"-"})
	for r := range p.results(ctx) {
		var refusal *Refusal
		if errors.As(r.err, &refusal) && (refusal.Code == CodeInternal || refusal.Code == CodeTimeout) {
			t.Fatal(r.err)
		}
		for _, d := range r.drafts {
			if a := &d.Article; len(a.Paragraphs) == 0 && a.Tombstone == nil || a.Title == "" {
				t.Fatalf("an article without text or title: %+v", a)
			}
		}
		if r.item.Capture != nil {
			if err := r.item.Capture(io.Discard); err != nil {
				t.Fatalf("capture: %v", err)
			}
		}
	}
}

// fuzzImport brings any bytes in as a source: nothing may panic or hang, every
// source ends in an event or in nothing, and what comes in can be read back and
// is there the second time.
func fuzzImport(t *testing.T, data []byte) {
	dir := t.TempDir()
	store, err := corpus.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	source := filepath.Join(t.TempDir(), "quelle")
	if err := os.WriteFile(source, data, 0o644); err != nil {
		t.Fatal(err)
	}
	for run := range 2 {
		var events []Event
		report, err := Import(context.Background(), store, []string{source}, Options{
			OnEvent: func(e Event) { events = append(events, e) }, Now: func() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) },
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.Code == CodeInternal || e.Code == CodeWrite || e.Code == CodeTimeout {
				t.Fatalf("%v", e)
			}
			if run == 1 && e.Action == New {
				t.Fatalf("new in the second run: %v", e)
			}
			if e.Path != "" {
				if _, err := store.Read(e.Path); err != nil {
					t.Fatalf("%s can't be read back: %v", e.Path, err)
				}
			}
		}
		if len(events) != total(report) {
			t.Fatalf("%d events, %v counted", len(events), report)
		}
	}
	v, err := Verify(context.Background(), store, func(d Difference) { t.Fatalf("%v", d) })
	if err != nil {
		t.Fatalf("%v %v", v, err)
	}
}

func total(r Report) (n int) {
	for _, c := range r.Counts {
		n += c
	}
	return n
}

const fuzzPage = "<!DOCTYPE html><html lang=de><title>Rat sperrt die Brücke</title><body><article><h1>Rat sperrt die Brücke</h1><p>" + prose + "</p></article></body></html>"

// TestOddBytes brings whole, cut and damaged sources in.
func TestOddBytes(t *testing.T) {
	record := "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: https://x.example/a\r\nContent-Type: text/html\r\nContent-Length: " + itoa(len(fuzzPage)) + "\r\n\r\n" + fuzzPage + "\r\n\r\n"
	for _, whole := range []string{fuzzPage, record, gzipped(fuzzPage), gzipped(record) + gzipped(record), zipped(t, "a/b.html", fuzzPage, "archive/a.warc", record)} {
		fuzzImport(t, []byte(whole))
		for _, at := range []int{20, len(whole) / 3, len(whole) - 30} {
			fuzzImport(t, []byte(whole[:at]))
			fuzzImport(t, []byte(whole[:at]+"\x01"+whole[at+1:]))
		}
	}
}

// FuzzMHTML reads saved pages.
func FuzzMHTML(f *testing.F) {
	head := "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://m.example/a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: "
	f.Add([]byte(head + "quoted-printable\r\nContent-Location: https://m.example/a\r\n\r\n" + fuzzPage + "=20=\r\n\r\n--b--\r\n"))
	f.Add([]byte("."))
	f.Add([]byte(head + "base64\r\n\r\nPGgxPlRpdGVsPC9oMT4=\r\n--b--"))
	f.Fuzz(fuzzRead)
}

// FuzzArchive reads ZIP and WACZ files with their index and sums.
func FuzzArchive(f *testing.F) {
	record := "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: https://x.example/a\r\nContent-Type: text/html\r\nContent-Length: " + itoa(len(fuzzPage)) + "\r\n\r\n" + fuzzPage + "\r\n\r\n"
	f.Add([]byte(zipped(f, "a/b.html", fuzzPage, "leer.txt", "")))
	f.Add([]byte(zipped(f, "archive/a.warc", record, "datapackage.json", `{"resources":[{"path":"archive/a.warc","hash":"sha256:00"}]}`,
		"datapackage-digest.json", `{"hash":"sha256:00","signedData":{"hash":"x","signature":"y","domain":"z"}}`)))
	f.Fuzz(fuzzRead)
}

// FuzzDatapackage reads the manifest and the digest of a WACZ.
func FuzzDatapackage(f *testing.F) {
	f.Add(`{"resources":[{"path":"archive/a.warc","hash":"sha256:00"}]}`, `{"hash":"sha256:00","signedData":{"hash":"x","signature":"y","domain":"z"}}`)
	f.Fuzz(func(t *testing.T, manifest, digest string) {
		fuzzRead(t, []byte(zipped(t, "archive/a.warc", "WARC/1.1\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n", "datapackage.json", manifest, "datapackage-digest.json", digest)))
	})
}

// FuzzGzip reads compressed files of several members, cut and damaged.
func FuzzGzip(f *testing.F) {
	record := "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: https://x.example/a\r\nContent-Type: text/html\r\nContent-Length: " + itoa(len(fuzzPage)) + "\r\n\r\n" + fuzzPage + "\r\n\r\n"
	f.Add([]byte(gzipped(record)+gzipped(record)), 40, byte(1))
	f.Add([]byte(gzipped(fuzzPage)), 12, byte(0))
	f.Fuzz(func(t *testing.T, data []byte, at int, flip byte) {
		if at >= 0 && at < len(data) {
			data = bytes.Clone(data)
			data[at] ^= flip
		}
		fuzzRead(t, data)
	})
}

// FuzzForeign tells texts that are no article.
func FuzzForeign(f *testing.F) {
	f.Add("From a@b Tue Mar 14 10:00:00 2023\nFrom: x\n")
	f.Add(`{"a":[1]}`)
	f.Add("a;b;c\n1;2;3\n1;2;3\n1;2;3")
	f.Add("+++\ntitle = \"x\"\n+++\ny")
	f.Fuzz(func(t *testing.T, text string) {
		foreignKind(text)
		frontMatter(text)
	})
}
