package german

import (
	"fmt"
	"testing"
)

func TestTable(t *testing.T) {
	const n = 200_000
	table := NewTable[int32](n)
	for i := range int32(n) {
		if !table.Set(fmt.Sprintf("wort%d", i), i) {
			t.Fatalf("no room for word %d of %d", i, n)
		}
	}
	wrong, strangers := 0, 0
	for i := range int32(n) {
		if got, ok := table.Get(fmt.Sprintf("wort%d", i)); !ok || got != i {
			wrong++
		}
		if _, ok := table.Get(fmt.Sprintf("fremdwort%d", i)); ok {
			strangers++
		}
	}
	if wrong > 0 || strangers > 0 {
		t.Errorf("of %d words %d have another's value, of as many strangers %d have one", n, wrong, strangers)
	}
}

func TestTableIsFull(t *testing.T) {
	table := NewTable[bool](0)
	for i := range 100 {
		if !table.Set(fmt.Sprint(i), true) {
			if _, ok := table.Get("nobody"); ok || i < 8 {
				t.Errorf("full after %d, and a stranger is in it: %v", i, ok)
			}
			return
		}
	}
	t.Error("never full")
}

func BenchmarkTable(b *testing.B) {
	table, words := NewTable[int32](100_000), make([]string, 100_000)
	for i := range words {
		words[i] = fmt.Sprintf("waffenlieferung%d", i)
		table.Set(words[i], 1)
	}
	for i := 0; b.Loop(); i++ {
		table.Get(words[i%len(words)])
	}
}
