package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"depesche/internal/testkit"
)

// A rule says what a package may import. The longest matching prefix decides.
type rule struct {
	pkg     string   // folder below the root, and all below it
	imports []string // what of the project it may import, with all below it
	why     string
}

var rules = []rule{
	{"internal/archive", nil, "archive is the domain: everyone knows it, it knows nobody"},
	{"internal/german", []string{"internal/german"}, "the language knows nothing of articles and engines"},
	{"internal/query", []string{"internal/archive"}, "a query is a tree that no engine owns"},
	{"internal/highlight", []string{"internal/archive"}, "highlighting is pure: text and spans in, segments out"},
	{"internal/citation", []string{"internal/archive"}, "citations are pure"},
	{"internal/passage", []string{"internal/archive"}, "aligning passages is pure"},
	{"internal/frozen", []string{"internal/archive"}, "a frozen search is a file of ids"},
	{"internal/preview", []string{"internal/archive", "internal/german"}, "a card is drawn from a few strings; german knows where a compound may be divided"},
	{"internal/feed", []string{"internal/archive"}, "feeds are pure"},
	{"internal/export", []string{"internal/archive", "internal/citation"}, "exports are pure"},
	{"internal/access", []string{"internal/archive"}, "who may read is decided apart from what is read"},
	{"internal/bench", []string{"internal/archive"}, "a benchmark meets the archive over HTTP, as a reader does"},
	{"internal/metrics", nil, "metrics count, they know nothing of what is counted"},
	{"internal/logs", nil, "how a line is written has nothing to do with what it says"},
	{"internal/diff", nil, "differences are pure"},
	{"internal/corpus", []string{"internal/archive", "internal/corpus"}, "the corpus is files, it knows no engine and no page"},
	{"internal/importer", []string{"internal/archive", "internal/corpus", "internal/importer"}, "an importer makes articles, it does not index them"},
	{"internal/entity", []string{"internal/archive", "internal/german", "internal/query", "internal/index", "internal/entity"}, "entities stand on the domain and the language"},
	{"internal/index", []string{"internal/archive", "internal/query"}, "the index interface belongs to no engine"},
	{"internal/index/indextest", []string{"internal/archive", "internal/query", "internal/index"}, "the conformance suite belongs to no engine"},
	{"internal/index/bleveindex", []string{"internal/archive", "internal/german", "internal/query", "internal/index"}, "an engine stands on the language and the interface"},
	{"internal/eval", []string{"internal/archive", "internal/query", "internal/index"}, "evaluation asks any engine through the interface"},
	{"internal/ingest", []string{"internal/archive", "internal/corpus", "internal/entity", "internal/query", "internal/index", "internal/ingest"}, "ingest fills an index, whichever engine it is"},
	{"web", []string{"internal/archive", "internal/highlight", "web"}, "pages show what they are given"},
	{"internal/server", []string{"internal/access", "internal/archive", "internal/query", "internal/highlight", "internal/index", "internal/citation", "internal/passage", "internal/preview", "internal/feed", "internal/export", "internal/diff", "internal/frozen", "internal/server", "web"}, "the server knows interfaces and pages, never an engine, a file or a registry"},
	{"internal/server/servertest", []string{""}, "it puts a whole archive together for tests"},
	{"cmd/server", []string{""}, "only cmd/server knows all"},
}

// Outside modules that only one place may import, so that each can be replaced there.
var confined = map[string][]string{
	"github.com/blevesearch/": {"internal/index/bleveindex"},
	"github.com/go-chi/":      {"internal/server"},
	"github.com/a-h/templ":    {"web", "internal/server"},
}

func TestImportsRunDownwards(t *testing.T) {
	root := testkit.Root(t)
	files := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		rel = filepath.ToSlash(rel)
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && rel != "." || d.Name() == "testdata" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(rel, ".go") || strings.HasSuffix(rel, "_test.go") {
			return nil
		}
		files++
		checkFile(t, root, rel)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 10 {
		t.Errorf("only %d Go files were found below %s", files, root)
	}
}

func checkFile(t *testing.T, root, rel string) {
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, rel), nil, parser.ImportsOnly)
	if err != nil {
		t.Error(err)
		return
	}
	pkg := filepath.ToSlash(filepath.Dir(rel))
	for _, spec := range f.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Errorf("%s: import %s: %v", rel, spec.Path.Value, err)
			continue
		}
		if own, ok := strings.CutPrefix(path, "depesche/"); ok {
			checkOwn(t, rel, pkg, own)
			continue
		}
		for module, places := range confined {
			if strings.HasPrefix(path, module) && !slices.ContainsFunc(places, func(p string) bool { return below(pkg, p) }) {
				t.Errorf("%s imports %s: only %s may, so that it can be replaced there", rel, path, strings.Join(places, " and "))
			}
		}
	}
}

func checkOwn(t *testing.T, rel, pkg, imported string) {
	r, ok := ruleFor(pkg)
	if !ok {
		// testkit and programs for developers are in no rule: they may import, but not be imported.
		return
	}
	if imported == "internal/testkit" {
		t.Errorf("%s imports internal/testkit: it is for tests", rel)
	}
	for _, allowed := range r.imports {
		if allowed == "" || below(imported, allowed) {
			return
		}
	}
	t.Errorf("%s imports %s, but may import only %v of the project: %s", rel, imported, r.imports, r.why)
}

func ruleFor(pkg string) (rule, bool) {
	best := rule{}
	found := false
	for _, r := range rules {
		if below(pkg, r.pkg) && len(r.pkg) >= len(best.pkg) {
			best, found = r, true
		}
	}
	return best, found
}

func below(pkg, folder string) bool {
	return pkg == folder || strings.HasPrefix(pkg, folder+"/")
}

// A package without a rule is one that nobody has thought about.
func TestEveryPackageHasARule(t *testing.T) {
	root := testkit.Root(t)
	dirs, err := filepath.Glob(filepath.Join(root, "internal", "*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("packages below %s: %v (%v)", root, dirs, err)
	}
	for _, dir := range dirs {
		pkg := "internal/" + filepath.Base(dir)
		if _, ok := ruleFor(pkg); !ok && pkg != "internal/testkit" {
			t.Errorf("%s has no rule in cmd/server/imports_test.go: say what it may import, and why", pkg)
		}
	}
}
