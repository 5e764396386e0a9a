package stats

import (
	"context"
	"testing"

	"depesche/internal/archive"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestMentionsAreThoseThatWerePut(t *testing.T) {
	b := open(t)
	b.put(t, "abcd1", "2024-06-19", "taz", "Kim Jong Un traf den russischen Präsidenten Putin. Kim dankte Putin in China.")
	want := []archive.Mention{}
	for _, m := range b.rec.Mentions(b.corpus["abcd1"]) {
		if m.Form != archive.FormDerived {
			want = append(want, m)
		}
	}
	got, ok, err := b.Mentions(context.Background(), "abcd1")
	if err != nil || !ok || len(want) < 5 {
		t.Fatalf("%d mentions put, got %v, %v", len(want), ok, err)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(archive.Mention{}, "Form")); diff != "" {
		t.Errorf("put and read:\n%s", diff)
	}
	if _, ok, err := b.Mentions(context.Background(), "zzzz9"); ok || err != nil {
		t.Errorf("an unknown article: %v, %v", ok, err)
	}
}

func TestNameIsThatOfEntity(t *testing.T) {
	b := open(t)
	b.put(t, "abcd1", "2024-06-19", "taz", "Kim Jong Un traf Putin.")
	for _, slug := range []string{"kim", "putin", "china", "wladimir-putin", "nobody"} {
		e, wantErr := b.Entity(context.Background(), slug)
		name, err := b.Name(context.Background(), slug)
		if name != e.Name || archive.CodeOf(err) != archive.CodeOf(wantErr) {
			t.Errorf("%s: %q, %v; Entity says %q, %v", slug, name, err, e.Name, wantErr)
		}
	}
}
