package server

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHasWordPrefix(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       bool
	}{
		{"Kosmodrom Wostotschny", "wost", true}, {"Kosmodrom Wostotschny", "otsch", false}, {"Pjöngjang", "pjoen", true},
		{"Pjöngjang", "Pjö", true}, {"UN-Sicherheitsrat", "Sicher", true}, {"Путин", "Пут", true}, {"평양", "평", true},
	} {
		if got := hasWordPrefix(tt.name, tt.text); got != tt.want {
			t.Errorf("hasWordPrefix(%q, %q) = %v, want %v", tt.name, tt.text, got, tt.want)
		}
	}
}

func TestMergeSuggestions(t *testing.T) {
	got := mergeSuggestions([]string{"Kosmodrom Wostotschny", "Kreml"}, []string{"kreml", "krise"})
	if diff := cmp.Diff([]string{"Kosmodrom Wostotschny", "Kreml", "krise"}, got); diff != "" {
		t.Error(diff)
	}
}
