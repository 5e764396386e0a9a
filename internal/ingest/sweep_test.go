package ingest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestSweep(t *testing.T) {
	if os.Getenv("SWEEP") == "" {
		t.Skip()
	}
	bad := 0
	for i := range 120 {
		r := newRig(t)
		r.options.Engine = bleve()
		r.options.BatchCount = 10
		for i := range 60 {
			r.put(fmt.Sprintf("%d.md", i), fmt.Sprintf("art%02d", i), fmt.Sprintf("Kim reist zum %d. Mal.", i))
		}
		r.open()
		r.close()
		dir := filepath.Join(r.data, "generations", "1")
		m, _ := readManifest(dir)
		if _, err := m.unseal(dir, r.options.Engine); err != nil {
			t.Fatal(err)
		}
		name := []string{"catalogue.db", "index/store/root.bolt"}[i%2]
		path := filepath.Join(dir, name)
		data, _ := os.ReadFile(path)
		n := 1
		if i%3 == 0 {
			n = 200
		}
		for range n {
			data[rand.IntN(len(data))] ^= byte(1 << rand.IntN(8))
		}
		os.WriteFile(path, data, 0o644)
		r.open()
		deadline := time.Now().Add(10 * time.Second)
		for {
			s := r.Status(context.Background())
			if s.Articles == 60 && s.LastErr == "" && len(strings.Fields(r.foundAll("Kim"))) == 60 {
				break
			}
			if time.Now().After(deadline) {
				bad++
				t.Logf("%s %d flips: %+v %d found\n%s", name, n, s, len(strings.Fields(r.foundAll("Kim"))), r.log)
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		r.close()
	}
	t.Logf("%d bad", bad)
}
