package warc

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
)

func rec(kind, uri, block string) string {
	return fmt.Sprintf("WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2024-06-19T10:00:00Z\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", kind, uri, len(block), block)
}

func gz(parts ...string) string {
	var b bytes.Buffer
	for _, p := range parts {
		z := gzip.NewWriter(&b)
		io.WriteString(z, p)
		z.Close()
	}
	return b.String()
}

// broken has another checksum in a gzip member.
func broken(member string) string {
	b := []byte(member)
	b[len(b)-8] ^= 1
	return string(b)
}

// list reads a file to its end: "type uri block" of each record, "damage".
func list(t testing.TB, file string) []string {
	t.Helper()
	r, err := NewReader(strings.NewReader(file), 200)
	if err != nil {
		return []string{"no file"}
	}
	var got []string
	for range 1000 {
		rec, err := r.Next()
		var damage *DamageError
		switch {
		case errors.Is(err, io.EOF):
			return got
		case errors.As(err, &damage):
			got = append(got, "damage")
			continue
		case err != nil:
			return append(got, err.Error())
		}
		block, err := io.ReadAll(io.LimitReader(rec.Block, 100))
		entry := rec.Type() + " " + rec.URI() + " " + string(block)
		if err != nil {
			entry += " cut"
		}
		got = append(got, entry)
	}
	t.Fatal("no end")
	return nil
}

func TestReader(t *testing.T) {
	a, b, c := rec("response", "http://a/", "eins"), rec("resource", "<http://b/x y>", "zwei\r\n"), rec("revisit", "http://c/", "")
	want := []string{"response http://a/ eins", "resource http://b/x%20y zwei\r\n", "revisit http://c/ "}
	head, block, _ := strings.Cut(a, "\r\n\r\n")
	for name, c := range map[string]struct {
		file string
		want []string
	}{
		"plain":                      {a + b + c, want},
		"version 1.1, bare newlines": {strings.ReplaceAll(strings.ReplaceAll(a+b, "\r\n\r\n", "\n\n"), "WARC/1.0\r\n", "WARC/1.1\n") + c, []string{"response http://a/ eins", "resource http://b/x%20y zwei\n\n", "revisit http://c/ "}},
		"gzip by record":             {gz(a, b, c), want},
		"gzip as a whole":            {gz(a + b + c), want},
		"header and block apart":     {gz(head+"\r\n\r\n", block, b, c), want},
		"folded header":              {strings.Replace(a, "http://a/", "\r\n http://a/", 1), want[:1]},
		"truncated":                  {a + b[:len(b)-6], []string{want[0], "resource http://b/x%20y zwei cut"}},
		"truncated gzip":             {gz(a, b)[:len(gz(a, b))-12], []string{want[0], want[1], "damage"}},
		"garbage between":            {a + "GARBAGE\n\n" + b, []string{want[0], "damage", want[1]}},
		"garbage between members":    {gz(a) + "GARBAGE" + gz(b), []string{want[0], "damage", want[1]}},
		"damaged member":             {gz(a) + broken(gz(b)) + gz(c), []string{want[0], want[1], "damage", want[2]}},
		"block cut by a member":      {gz(a[:len(a)-6], b), []string{"response http://a/ ei cut", want[1]}},
		"bad length":                 {strings.Replace(a, "Content-Length: 4", "Content-Length: -4", 1) + b, []string{"damage", want[1]}},
		"no length":                  {strings.Replace(a, "Content-Length: 4\r\n", "", 1) + b, []string{"damage", want[1]}},
		"endless header":             {"WARC/1.0\r\n" + strings.Repeat("a", 1<<20), []string{"damage"}},
		"no WARC":                    {"hallo", []string{"damage"}},
		"nothing":                    {"", []string{"no file"}},
	} {
		got := list(t, c.file)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestReaderBomb(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	fmt.Fprintf(z, "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n", 10<<30)
	zeros := make([]byte, 1<<20)
	for range 200 {
		z.Write(zeros)
	}
	z.Close()
	r, err := NewReader(&b, 200)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Next(); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Next(); !errors.Is(err, ErrBomb) {
		t.Errorf("error is %v", err)
	}
}

func packed(name, s string) string {
	var b bytes.Buffer
	var w io.WriteCloser
	switch name {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "zlib":
		w = zlib.NewWriter(&b)
	case "flate":
		w, _ = flate.NewWriter(&b, 9)
	case "br":
		w = brotli.NewWriter(&b)
	case "zstd":
		w, _ = zstd.NewWriter(&b)
	}
	io.WriteString(w, s)
	w.Close()
	return b.String()
}

func TestParseResponse(t *testing.T) {
	const text = "Ein Text, der lang genug ist, um sich packen zu lassen: lang, lang, lang, lang."
	for name, c := range map[string]struct {
		message, body string
		status        int
		cut           bool
	}{
		"plain":                  {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "abc", 200, false},
		"no status text":         {"HTTP/1.1 302\r\nLocation: /x\r\n\r\n", "", 302, false},
		"HTTP/2":                 {"HTTP/2 200\n\nabc", "abc", 200, false},
		"header without end":     {"HTTP/1.1 200 OK\r\nA: b", "", 200, false},
		"short":                  {"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\nabc", "abc", 200, true},
		"chunked":                {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n", "abc0123456789", 200, false},
		"chunked, cut":           {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123", "abc0123", 200, true},
		"chunked, no last chunk": {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "abc", 200, true},
		"chunked, but is not":    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<html>", "<html>", 200, false},
		"chunked, damaged later": {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n", "abc", 200, true},
		"gzip":                   {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packed("gzip", text), text, 200, false},
		"deflate":                {"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n" + packed("zlib", text), text, 200, false},
		"raw deflate":            {"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n" + packed("flate", text), text, 200, false},
		"br":                     {"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n" + packed("br", text), text, 200, false},
		"zstd":                   {"HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\n\r\n" + packed("zstd", text), text, 200, false},
		"twice":                  {"HTTP/1.1 200 OK\r\nContent-Encoding: br, gzip\r\n\r\n" + packed("gzip", packed("br", text)), text, 200, false},
		"gzip, but is not":       {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + text, text, 200, false},
	} {
		r, err := ParseResponse([]byte(c.message), 1000)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if string(r.Body) != c.body || r.Status != c.status || r.Cut != c.cut {
			t.Errorf("%s: status %d, cut %v, body %q", name, r.Status, r.Cut, r.Body)
		}
	}
	for name, message := range map[string]string{"empty": "", "no HTTP": "hallo", "bad status": "HTTP/1.1 abc OK\r\n\r\n", "HTTPX": "HTTPX 200\r\n\r\n"} {
		if r, err := ParseResponse([]byte(message), 1000); err == nil {
			t.Errorf("%s: %+v", name, r)
		}
	}
	for _, name := range []string{"gzip", "br", "zstd"} {
		bomb := "HTTP/1.1 200 OK\r\nContent-Encoding: " + name + "\r\n\r\n" + packed(name, strings.Repeat("\x00", 50<<20))
		if _, err := ParseResponse([]byte(bomb), 1<<20); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s bomb: %v", name, err)
		}
	}
}

func FuzzReader(f *testing.F) {
	a := rec("response", "http://a/", "HTTP/1.1 200 OK\r\n\r\nabc")
	f.Add([]byte(a + a))
	f.Add([]byte(gz(a, a[:50], a)))
	f.Fuzz(func(t *testing.T, data []byte) { list(t, string(data)) })
}

func FuzzParseResponse(f *testing.F) {
	f.Add([]byte("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip, br\r\n\r\n3\r\nabc\r\n0\r\n\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if r, err := ParseResponse(data, 1<<16); err == nil && len(r.Body) > 1<<16 {
			t.Fatalf("body of %d bytes", len(r.Body))
		}
	})
}
