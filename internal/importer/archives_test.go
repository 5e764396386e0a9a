package importer

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"depesche/internal/testkit"

	"github.com/google/go-cmp/cmp"
)

// What warcio and js-wacz list as an HTML or text response comes in; the rest
// is refused by name.
func TestSharedArchives(t *testing.T) {
	dir := testkit.Shared(t, "data", "web", "warc")
	want := map[string]map[Action]int{
		"german-pages.wacz":                                       {New: 2, Warned: 1},
		"german-pages.warc.gz":                                    {New: 2},
		"iipc_warc-specifications__hello-world.warc.gz":           {New: 1},
		"webrecorder_py-wacz__invalid_signed_example_1.wacz":      {New: 1, Skipped: 1, Warned: 1},
		"webrecorder_py-wacz__valid_signed_example_1.wacz":        {New: 1, Skipped: 1, Warned: 1},
		"webrecorder_pywb__dupes.warc.gz":                         {New: 1, Skipped: 11},
		"webrecorder_pywb__example-extra.warc":                    {New: 1, Skipped: 2, Refused: 1}, // HTTPX/1.1
		"webrecorder_pywb__example-url-agnostic-orig.warc.gz":     {New: 1},
		"webrecorder_pywb__example-url-agnostic-revisit.warc.gz":  {Skipped: 1},
		"webrecorder_pywb__example-wget-1-14.warc.gz":             {New: 1},
		"webrecorder_pywb__example.warc.gz":                       {New: 1, Skipped: 2},
		"webrecorder_pywb__iana.warc.gz":                          {New: 16, Skipped: 155},
		"webrecorder_pywb__invalid_example_1.wacz":                {Refused: 1},
		"webrecorder_pywb__missing-status-text.warc":              {Skipped: 1},
		"webrecorder_pywb__valid_example_1.wacz":                  {New: 1},
		"webrecorder_warcio__example-iana.org-chunked.warc":       {New: 1},
		"webrecorder_warcio__example-space-in-target-uri.warc.gz": {Skipped: 1},
		"webrecorder_warcio__example-trunc.warc":                  {New: 1, Refused: 1},
		"webrecorder_warcio__example-wrong-chunks.warc.gz":        {New: 1},
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b := newBench(t)
		r := b.importing(filepath.Join(dir, f.Name()))
		if diff := cmp.Diff(want[f.Name()], r.Counts); diff != "" {
			t.Errorf("%s (-want +got):\n%s%v", f.Name(), diff, b.events)
		}
		for _, e := range b.events {
			if e.Action == New {
				a := b.article(e.Path)
				if a.Provenance.Capture == "" || a.URL == "" || a.Captured.IsZero() {
					t.Errorf("%s: %s has no capture, address or time: %+v", f.Name(), e.Path, a.Provenance)
				}
			}
		}
		before := b.fingerprint()
		b.importing(filepath.Join(dir, f.Name()))
		if diff := cmp.Diff(before, b.fingerprint()); diff != "" {
			t.Errorf("%s: the second import changed files:\n%s", f.Name(), diff)
		}
	}
}

func zipped(t testing.TB, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, files[i+1])
	}
	z.Close()
	return b.String()
}

func gzipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

func TestContainers(t *testing.T) {
	b := newBench(t)
	other := strings.NewReplacer("/zug", "/schiff", "Zug", "Schiff", "Kohle", "Fische").Replace(report)
	inner := zipped(t, "b.txt", other, ".hidden", "x", "dir/pic.png", "\x89PNG\x00")
	b.want(b.importing(b.file("a.zip", zipped(t, "in/a.txt", report, "inner.zip", inner))), map[Action]int{New: 2, Skipped: 1})
	b.want(b.importing(b.file("a.txt.gz", gzipped(report))), map[Action]int{Unchanged: 1})
	b.opts.Stdin = strings.NewReader(inner)
	b.want(b.importing("-"), map[Action]int{Unchanged: 1, Skipped: 1})
	b.want(b.importing(b.file("x.docx", zipped(t, "[Content_Types].xml", "<x/>"))), map[Action]int{Refused: 1})
	b.want(b.importing(b.file("bad.zip", inner[:60])), map[Action]int{Refused: 1})
}

// No bomb costs more than 30 s or 256 MB; each ends with a named refusal.
func TestBombs(t *testing.T) {
	zeros := func(n int) string { return strings.Repeat("\x00", n) }
	warcGzip := func() string {
		return gzipped("WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nWARC-Target-URI: http://a/\r\nContent-Length: 120000000\r\n\r\n" + zeros(120_000_000))
	}
	nested := report
	for range 8 {
		nested = gzipped(nested)
	}
	html := func(body string) string { return "<!doctype html><html><body>" + body }
	response := func(header, body string) string {
		message := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + header + "\r\n" + body
		return fmt.Sprintf("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/x\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", len(message), message)
	}
	for _, c := range []struct {
		name string
		make func() string
		code string
	}{
		{"gzip", func() string { return gzipped(zeros(120_000_000)) }, CodeTooLarge},
		{"gzip in gzip", func() string { return nested }, CodeBomb},
		{"zip", func() string { return zipped(t, "a.txt", zeros(120_000_000)) }, CodeTooLarge},
		{"zip of many", func() string {
			var files []string
			for i := range 3_000 {
				files = append(files, fmt.Sprint(i), "")
			}
			return zipped(t, files...)
		}, CodeBomb},
		{"WARC gzip", warcGzip, CodeBomb},
		{"WACZ", func() string {
			return zipped(t, "archive/a.warc.gz", warcGzip(), "datapackage.json", `{"resources":[]}`)
		}, CodeBomb},
		{"WARC body gzip", func() string {
			return response("Content-Encoding: gzip\r\n", gzipped(strings.Repeat("<p>a", 20_000_000)))
		}, CodeBomb},
		{"deep HTML", func() string { return html(strings.Repeat("<div>", 1_000_000)) }, CodeBomb},
		{"broken HTML", func() string { return html(strings.Repeat("<b a=1><i b=2><u>", 300) + strings.Repeat("<p>x", 500_000)) }, CodeBomb},
		{"one line", func() string { return strings.Repeat("Wort ", 20_000_000) }, CodeTooLarge},
		{"one token", func() string { return strings.Repeat("x", 100_000_000) }, CodeTooLarge},
		{"WARC header", func() string { return "WARC/1.0\r\n" + strings.Repeat("x", 100_000_000) }, CodeDamaged},
		{"JSON", func() string { return strings.Repeat("[", 10_000_000) }, CodeBinary},
		{"JSON-LD", func() string {
			return html(`<script type="application/ld+json">` + strings.Repeat(`{"@graph":[`, 1_000_000) + `</script><p>` + strings.Repeat("Wort ", 100))
		}, ""},
		{"XML entities", func() string {
			return `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><rss version="2.0"><channel><title>&b;</title><item><title>&b;</title><description>&b;</description></item></channel></rss>`
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.opts.Limits.Members = 2_000
			path := b.file("bomb", c.make())
			runtime.GC()
			peak := watchHeap(t)
			start := time.Now()
			r := b.importing(path)
			took, heap := time.Since(start), peak()
			t.Logf("%v, heap %d MB: %v", took.Round(time.Millisecond), heap>>20, b.events)
			if took > 30*time.Second || heap > 256<<20 {
				t.Errorf("took %v and %d MB", took, heap>>20)
			}
			if c.code != "" && r.RefusedBy[c.code] != 1 {
				t.Errorf("refused by %v, want %s", r.RefusedBy, c.code)
			}
		})
	}
}

// watchHeap samples the heap in use until the result is called.
func watchHeap(t *testing.T) func() uint64 {
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	result := make(chan uint64)
	go func() {
		var peak uint64
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapInuse)
			select {
			case <-tick.C:
			case <-ctx.Done():
				result <- peak
				return
			}
		}
	}()
	return func() uint64 {
		cancel()
		return <-result
	}
}
