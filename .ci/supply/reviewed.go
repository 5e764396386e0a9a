package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// risky is what templ does not escape or sanitise by itself. templ sanitises
// URLs in href, action and object data alone; an attribute that is spread or
// named by data may be onclick.
var risky = []struct {
	pattern *regexp.Regexp
	why     string
}{
	{regexp.MustCompile(`\btempl\.(Raw|SafeURL|SafeCSS\w*|SafeScript\w*|JSUnsafe\w*|JSExpression|ComponentScript|URL\()`), "goes around templ's escaping"},
	{regexp.MustCompile(`\{\s*\S+\.\.\.\s*\}`), "spread attributes may hold any attribute, onclick too"},
	{regexp.MustCompile(`(?i)\s(src|srcset|formaction|srcdoc|poster|background|ping|hx-\w+)\s*=\s*\{`), "templ does not sanitise this URL"},
	{regexp.MustCompile(`(?i)\s(on\w+|style)\s*=`), "the Content-Security-Policy blocks it"},
	{regexp.MustCompile(`\s\{\s*[\w.()]+\s*\}\s*=`), "the name of the attribute comes from data"},
	{regexp.MustCompile(`(?i)^\s*(script|css)\s+\w+\(`), "script and css components are inline code"},
}

// checkReviewed fails for each risky line of a template that is not in the list
// of reviewed lines, and for each line of the list that is in no template. A
// line of the list is FILE, a tab, and the line of the template without the
// white space around it. The list may hold comments (#).
func checkReviewed(list string, folders []string) error {
	text, err := os.ReadFile(list)
	if err != nil {
		return fmt.Errorf("reading the list of reviewed lines: %w", err)
	}
	unused := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			unused[line] = true
		}
	}
	reviewed := func(key string) bool { _, ok := unused[key]; unused[key] = false; return ok }
	var errs []error
	files := 0
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_templ.go") || strings.HasSuffix(path, "_test.go") ||
				!strings.HasSuffix(path, ".templ") && !strings.HasSuffix(path, ".go") {
				return err
			}
			files++
			found, err := riskyLines(path)
			for _, f := range found {
				if !reviewed(f.key) {
					errs = append(errs, fmt.Errorf("%s:%d: %s: %s", path, f.line, f.why, f.text))
					delete(unused, f.key)
				}
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	if files == 0 {
		return fmt.Errorf("no templates in %v", folders)
	}
	for key, isUnused := range unused {
		if isUnused {
			errs = append(errs, fmt.Errorf("%s: in no template: %s", list, key))
		}
	}
	if len(errs) > 0 {
		slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
		return fmt.Errorf("%w\nRead each line: can data from outside reach it? If not, add \"FILE<tab>LINE\" to %s", errors.Join(errs...), list)
	}
	return nil
}

type riskyLine struct {
	line           int
	key, text, why string
}

func riskyLines(path string) ([]riskyLine, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading a template: %w", err)
	}
	isGo := strings.HasSuffix(path, ".go")
	var found []riskyLine
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		trimmed := strings.TrimSpace(line)
		line = strings.ReplaceAll(line, "{ children... }", "")
		if strings.HasPrefix(trimmed, "//") {
			continue
		}
		for i, r := range risky {
			if isGo && i > 0 { // the others are markup
				break
			}
			if r.pattern.MatchString(line) {
				found = append(found, riskyLine{n, filepath.ToSlash(path) + "\t" + trimmed, trimmed, r.why})
				break
			}
		}
	}
	return found, nil
}
