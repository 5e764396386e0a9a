package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"depesche/internal/testkit"
)

// folder writes files below a new folder and returns it.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestImportingTheSeedsTwiceChangesNothing(t *testing.T) {
	seeds, err := filepath.Glob(filepath.Join(testkit.Shared(t, "seeds"), "*.txt"))
	if err != nil || len(seeds) != 5 {
		t.Fatalf("seeds %v (%v), want five", seeds, err)
	}
	dir, data := filepath.Join(t.TempDir(), "corpus"), t.TempDir()
	args := append([]string{"import", "-corpus", dir, "-data", data}, seeds...)
	if status, out, errOut := call(t, nil, args...); status != exitDone || !strings.Contains(out, "5 neu") {
		t.Fatalf("first import: exit status %d\n%s%s", status, out, errOut)
	}
	before := snapshot(t, dir)
	if status, out, errOut := call(t, nil, args...); status != exitDone || !strings.Contains(out, "5 unverändert") {
		t.Fatalf("second import: exit status %d\n%s%s", status, out, errOut)
	}
	if after := snapshot(t, dir); after != before {
		t.Errorf("the second import changed the corpus:\n%s\n---\n%s", before, after)
	}
	if status, _, errOut := call(t, nil, "check", "-corpus", dir, "-data", data); status != exitDone {
		t.Errorf("check after import: exit status %d: %s", status, errOut)
	}
}

// snapshot is names and contents of all files.
func snapshot(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		b.WriteString(path + "\n" + string(content) + "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestCheckNamesFileAndLine(t *testing.T) {
	const good = "---\nid: gut01\ntitle: Gut\n---\nEin Text.\n"
	dir := folder(t, map[string]string{
		"articles/gut.md":     good,
		"articles/leer.md":    "",
		"articles/latin1.md":  "---\nid: lat01\ntitle: Stra\xdfe\n---\nText.\n",
		"articles/yaml.md":    "---\nid: yam01\ntitle: [offen\n---\nText.\n",
		"articles/ohne.md":    "---\nid: ohn01\ntitle: Ohne Text\n---\n",
		"articles/doppelt.md": good,
		"entities.yaml":       "entities:\n  - id: kcna\n    name: KCNA\n    kind: agentur\n",
	})
	status, _, errOut := call(t, nil, "check", "-corpus", dir)
	if status != exitProblems {
		t.Errorf("exit status %d, want %d", status, exitProblems)
	}
	for _, want := range []string{
		"articles/leer.md:1: ", "articles/latin1.md:3: ", "articles/yaml.md:3: ", "articles/ohne.md:4: ", "gut01", "entities.yaml:4: ",
	} {
		if !strings.Contains(errOut, want) {
			t.Errorf("no %q in\n%s", want, errOut)
		}
	}
	if strings.Contains(errOut, "gut.md:1: kein") {
		t.Errorf("the good file is blamed:\n%s", errOut)
	}
}

func TestTheShippedCorpusIsWithoutProblems(t *testing.T) {
	for _, args := range [][]string{{"check", "-corpus", filepath.Join(testkit.Root(t), "corpus")}, {"check", "-corpus", ""}} {
		if status, _, errOut := call(t, nil, args...); status != exitDone {
			t.Errorf("%q: exit status %d: %s", args, status, errOut)
		}
	}
}

func TestImportNamesWhatItRefuses(t *testing.T) {
	dir := folder(t, map[string]string{"in/leer.txt": "", "in/gut.txt": "date 2023-09 Ein Titel\n\nDer Text hat genug Wörter, um einer zu sein. Er hat zwei Sätze.\n"})
	data := filepath.Join(dir, "data")
	status, out, _ := call(t, nil, "import", "-corpus", filepath.Join(dir, "corpus"), "-data", data, filepath.Join(dir, "in"))
	report, err := os.ReadFile(filepath.Join(data, "refused.jsonl"))
	if status != exitProblems || err != nil || !strings.Contains(string(report), "leer.txt") || !strings.Contains(out, "gut.txt") {
		t.Errorf("exit status %d, report %q (%v), printed\n%s", status, report, err, out)
	}
	if status, _, _ := call(t, nil, "import", "-corpus", filepath.Join(dir, "corpus")); status != exitUsage {
		t.Errorf("import of nothing: exit status %d, want %d", status, exitUsage)
	}
}
