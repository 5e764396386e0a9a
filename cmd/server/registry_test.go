package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A registry with a mistake leaves the last one without in force, also after a
// restart, and says so; the next good one applies.
func TestBrokenRegistryKeepsTheLastGoodOne(t *testing.T) {
	cfg := Config{Corpus: t.TempDir(), Data: t.TempDir()}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(cfg.Corpus, registryFile), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const good = "entities:\n  - {id: kcna, name: KCNA, kind: organisation}\n"
	write(good)
	k, err := loadKnowledge(cfg)
	if err != nil || len(k.Problems) != 0 {
		t.Fatalf("good registry: %v, %v", err, k.Problems)
	}
	version := k.Version
	for _, mistake := range []string{"  - {id: tass, name: [TASS", "  - {id: tass, name: TASS, kind: agency}\n"} {
		write(good + mistake)
		k, err := loadKnowledge(cfg)
		if err != nil || k.Version != version {
			t.Errorf("%q: version %s, want %s as before (%v)", mistake, k.Version, version, err)
		}
		if n := len(k.Problems); n != 2 || k.Problems[0].Line != 3 || !strings.Contains(k.Problems[1].Text, "gilt das Register von vor dieser Änderung") {
			t.Errorf("%q: problems %+v", mistake, k.Problems)
		}
	}
	write(good + "  - {id: tass, name: TASS, kind: organisation}\n")
	if k, err := loadKnowledge(cfg); err != nil || k.Version == version || len(k.Problems) != 0 {
		t.Errorf("mended registry: version %s, %v, %v", k.Version, k.Problems, err)
	}
}

func TestBrokenRegistryAtFirstIsUsedAsFarAsItGoes(t *testing.T) {
	cfg := Config{Corpus: t.TempDir(), Data: t.TempDir()}
	text := "entities:\n  - {id: kcna, name: KCNA, kind: organisation}\n  - {id: tass, name: TASS, kind: agency}\n"
	if err := os.WriteFile(filepath.Join(cfg.Corpus, registryFile), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	registry, problems, err := lastGood(cfg)
	if err != nil || registry.Len() != 1 || len(problems) != 1 {
		t.Errorf("%d entries, problems %v, error %v", registry.Len(), problems, err)
	}
}
