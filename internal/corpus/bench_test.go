package corpus

import (
	"strings"
	"testing"
)

// BenchmarkParse reads an article of 430 words with the header that
// articles usually have.
func BenchmarkParse(b *testing.B) {
	paragraph := strings.Repeat("Die Größe der Häuser überraschte „alle“ – auch den Präsidenten. ", 6)
	data := []byte("---\nid: 7k3m9x2qh\ntitle: \"Ein Titel: größer\"\nauthors: [Vorname Name]\noutlet: taz\npublished: 2024-06-19\nlang: de\ntags: [a, b]\n---\n" +
		strings.Repeat("\n"+strings.TrimSpace(paragraph)+"\n", 8))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("articles/x.md", data); err != nil {
			b.Fatal(err)
		}
	}
}
