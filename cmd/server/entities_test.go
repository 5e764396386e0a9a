package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A discovered name is adopted, renamed and merged while the archive is served,
// and each of its addresses goes on leading to it.
func TestAdoptingNeverBreaksAPermalink(t *testing.T) {
	corpus := folder(t, map[string]string{
		"articles/a.md": "---\nid: art01\ntitle: Gespräch in Moskau\n---\nDer Wissenschaftler Alexander Brombeck sagte in Berlin, das Abkommen sei geheim. " +
			"Nach Ansicht von Alexander Brombeck, der in Hamburg lehrt, bleibt es so.\n",
		"articles/b.md": "---\nid: art02\ntitle: Noch ein Gespräch\n---\nDie Forscherin Martina Trallner sagte in Berlin, das sei neu. " +
			"So sieht es auch die Forscherin Marthina Trallner, die in Hamburg lehrt.\n",
		"entities.yaml": "entities:\n  - id: berlin\n    name: Berlin\n    kind: place\n",
	})
	data := t.TempDir()
	base, log := startArchive(t, corpus, "-data", data)
	addr := "-addr=" + strings.TrimPrefix(base, "http://")
	entities := func(args ...string) string {
		t.Helper()
		status, out, errOut := call(t, nil, append([]string{"entities", "-corpus", corpus, "-data", data, addr}, args...)...)
		if status != exitDone {
			t.Fatalf("entities %q: exit status %d: %s\n%s", args, status, errOut, log)
		}
		return out
	}
	if out := entities("list"); !strings.Contains(out, "alexander-brombeck") {
		t.Fatalf("the name is not discovered:\n%s", out)
	}
	leads := func(slug, to string) {
		t.Helper()
		var end string
		for range 60 {
			res, err := http.Get(base + "/e/" + slug)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			end = res.Status + " " + res.Request.URL.Path
			if end == "200 OK /e/"+to {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Errorf("/e/%s ends at %s, want /e/%s\n%s", slug, end, to, log)
	}
	leads("alexander-brombeck", "alexander-brombeck")
	entities("adopt", "alexander-brombeck", "-id", "brombeck", "-name", "Alexander N. Brombeck")
	leads("alexander-brombeck", "brombeck")
	entities("rename", "brombeck", "-id", "a-brombeck")
	leads("alexander-brombeck", "a-brombeck")
	leads("brombeck", "a-brombeck")
	entities("split", "a-brombeck", "Alexander Brombeck", "-name", "Alexander Brombeck (Forscher)", "-id", "brombeck-forscher", "-kind", "person")
	leads("brombeck-forscher", "brombeck-forscher")
	entities("merge", "brombeck-forscher", "a-brombeck")
	leads("brombeck-forscher", "a-brombeck")
	// Two suggested ones are merged, and parted again.
	leads("martina-trallner", "martina-trallner")
	entities("merge", "marthina-trallner", "martina-trallner")
	leads("marthina-trallner", "martina-trallner")
	entities("split", "martina-trallner", "Marthina Trallner")
	leads("marthina-trallner", "marthina-trallner")
	leads("martina-trallner", "martina-trallner")
	text, err := os.ReadFile(filepath.Join(corpus, "entities.yaml"))
	if err != nil || !strings.Contains(string(text), "id: berlin") {
		t.Errorf("the registry has lost an entry (%v):\n%s", err, text)
	}
}

func TestEntitiesWrongUsage(t *testing.T) {
	for _, args := range [][]string{{"adopt"}, {"rename", "a"}, {"merge", "a"}, {"split", "a"}, {"vergiss", "a"}, {"list", "x"}, {"adopt", "a", "-kind", "schiff"}} {
		if status, _, _ := call(t, nil, append([]string{"entities"}, args...)...); status != exitUsage {
			t.Errorf("entities %q: exit status %d, want %d", args, status, exitUsage)
		}
	}
}
