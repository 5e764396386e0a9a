package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"depesche/internal/testkit"
)

// hostileQueries are searches that made other archives work for minutes or
// take gigabytes.
func hostileQueries() map[string]string {
	many := func(n int, f func(int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(f(i) + " ")
		}
		return b.String()
	}
	return map[string]string{
		"10,000 clauses": many(10_000, func(i int) string { return fmt.Sprintf("wort%d", i) }),
		"1,000 clauses":  many(1_000, func(i int) string { return fmt.Sprintf("w%d", i) }),
		"10,000 OR":      many(5_000, func(i int) string { return fmt.Sprintf("a%d ODER", i) }),
		"*a*":            "*a*", "?*": "?*", "*": "*", ".*": ".*", "a*": "a*", "de*": "de*", "*ung": "*ung",
		"20 wildcards":     many(20, func(i int) string { return string(rune('a'+i)) + "*" }),
		"20 inner":         many(20, func(i int) string { return "*" + string(rune('a'+i)) + "*" }),
		"400 wildcards":    many(400, func(i int) string { return string(rune('a'+i%26)) + "*" }),
		"nested regex":     "/" + strings.Repeat("(a|", 200) + "b" + strings.Repeat(")*", 200) + "/",
		"1 MB":             strings.Repeat("Nordkorea ", 100_000),
		"one word of 7 kB": strings.Repeat("a", 7_000),
		"fuzzy":            many(20, func(i int) string { return "nordkoera~2" }),
		"deep brackets":    strings.Repeat("(", 3_000) + "a" + strings.Repeat(")", 3_000),
		"quotes":           strings.Repeat(`"a `, 2_000),
		"long phrase":      `"` + many(400, func(int) string { return "der" }) + `"`,
		"frequent phrase":  `"der die das und in den von zu mit"`,
		"minus":            many(300, func(i int) string { return "-der" }),
		"broken UTF-8":     strings.Repeat("\xff\xc0\x80", 500),
		"combining":        "a" + strings.Repeat("\u0301", 1_500),
		"near":             "der NAH/1000 die NAH/1000 das NAH/1000 und NAH/1000 in",
		"fields":           many(100, func(i int) string { return "person:a* ort:b*" }),
		"controls":         strings.Repeat("\x00\x1b[2J", 500),
		"stop words":       many(200, func(int) string { return "und" }),
		"umlauts":          many(30, func(i int) string { return strings.Repeat("ä", i+1) }),
		"compound":         strings.Repeat("donaudampfschifffahrt", 20),
	}
}

// TestHostileQueries asks for each on every page that searches. Every answer
// comes within a second and the program does not grow. On a real corpus set
// DEPESCHE_HOSTILE_CORPUS to its folder.
func TestHostileQueries(t *testing.T) {
	long(t)
	corpus := bigCorpus(t)
	// Collected often, the heap is what is in use and not what was.
	t.Setenv("GOGC", "20")
	data := t.TempDir()
	p := launch(t, corpus, data) // builds the index, whose memory is not in question
	p.waitReady(10 * time.Minute)
	p.stop()
	p = launch(t, corpus, data)
	p.waitReady(time.Minute)
	client := http.Client{Timeout: 30 * time.Second}
	for _, path := range ordinary {
		ask(&client, p.base+path)
	}
	// The caches of articles and words are bounded and filled by ordinary readers
	// too: what is measured is what comes on top of them.
	for offset := 0; offset < 1000; offset += 100 {
		ask(&client, fmt.Sprintf("%s/api/v1/search?limit=100&offset=%d&q=der+Streit", p.base, offset))
	}
	before := p.memory()
	limit := time.Duration(envNumber(t, "DEPESCHE_HOSTILE_MS", 1000)) * time.Millisecond
	var slowest time.Duration
	codes, worst := map[int]int{}, ""
	try := func(name, path string) {
		begun := time.Now()
		res, err := client.Get(p.base + path)
		if err != nil {
			t.Errorf("%s at %.40s: %v", name, path, err)
			return
		}
		n, _ := io.Copy(io.Discard, res.Body)
		res.Body.Close()
		took := time.Since(begun)
		codes[res.StatusCode]++
		if took > 100*time.Millisecond {
			t.Logf("%s at %.40s: %d in %v", name, path, res.StatusCode, took)
		}
		if took > slowest {
			slowest, worst = took, name+" at "+path[:min(len(path), 30)]
		}
		if took > limit || res.StatusCode >= 500 && res.StatusCode != http.StatusServiceUnavailable || n > 1<<20 {
			t.Errorf("%s at %.40s: %d in %v, %d bytes", name, path, res.StatusCode, took, n)
		}
	}
	for name, q := range hostileQueries() {
		for _, path := range []string{"/suche?q=", "/api/v1/search?limit=100&q=", "/vergleich?q=Kim&q=", "/api/v1/suggest?q=", "/e?q="} {
			try(name, path+url.QueryEscape(q))
		}
	}
	for _, offset := range []string{"-1", "10001", "999999999", "9223372036854775807", "-9223372036854775808", "1e9"} {
		try("offset "+offset, "/api/v1/search?q=der&offset="+offset)
		try("page "+offset, "/suche?q=der&seite="+offset)
	}
	grown := p.memory() - before
	t.Logf("slowest %v (%s), answers %v, memory grew by %d MB", slowest.Round(time.Millisecond), worst, codes, grown>>20)
	if grown > 64<<20 {
		t.Errorf("memory grew by %d MB", grown>>20)
	}
	p.stop()
}

// bigCorpus is the folder named by DEPESCHE_HOSTILE_CORPUS, else 1,000
// articles made from real ones.
func bigCorpus(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("DEPESCHE_HOSTILE_CORPUS"); dir != "" {
		return dir
	}
	source := testkit.Shared(t, "data", "gnad", "test.csv")
	dir := filepath.Join(t.TempDir(), "corpus")
	if status, _, complaints := call(t, nil, "gencorpus", "-source", source, "-n", "1000", dir); status != exitDone {
		t.Fatal(complaints)
	}
	return dir
}
