package testkit

import (
	"bytes"
	"os"
	"testing"
)

// SpoilBolt overwrites the pages of a bbolt file behind its two meta pages, as a
// failing disk might while it is open: the next transaction panics.
func SpoilBolt(t testing.TB, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	page := os.Getpagesize()
	if _, err := f.WriteAt(bytes.Repeat([]byte{0xff}, 8*page), int64(2*page)); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
