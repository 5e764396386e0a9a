package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// module is one module of which at least one package is linked.
type module struct {
	path, version string
	files         []string // of licences and notices, absolute
	licences      []string // SPDX ids, sorted; "" stands for a text that is not known
	root          string
}

const standardLibrary = "std"

var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]es?|copying|unlicense|ofl)([-._].*)?$`)
var noticeFile = regexp.MustCompile(`(?i)^notice([-._].*)?$`)

// linkedModules finds the modules of which pkg links something, with every
// licence that stands in the folder of a linked package or above it in its
// module, sorted by path. The standard library is one of them.
func linkedModules(pkg string) ([]module, error) {
	packages, err := linkedPackages(pkg)
	if err != nil {
		return nil, err
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("finding Go's licence: %w", err)
	}
	found := map[string]*module{}
	for _, p := range packages {
		m, dirs, ok := p.home(strings.TrimSpace(string(goroot)))
		if !ok {
			continue
		}
		known := found[m.path]
		if known == nil {
			known = &m
			found[m.path] = known
		}
		for _, dir := range dirs {
			if err := known.collect(dir); err != nil {
				return nil, err
			}
		}
	}
	var all []module
	for _, m := range found {
		if err := m.classify(); err != nil {
			return nil, err
		}
		all = append(all, *m)
	}
	slices.SortFunc(all, func(a, b module) int { return strings.Compare(a.path, b.path) })
	return all, nil
}

// linkedPackage is what `go list` says of a package.
type linkedPackage struct {
	ImportPath string
	Dir        string
	Standard   bool
	Module     *struct {
		Path, Version, Dir string
		Main               bool
		Replace            *struct{ Version string }
	}
}

func linkedPackages(pkg string) ([]linkedPackage, error) {
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Dir,Standard,Module", pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux")
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("listing what %s links: %w: %s", pkg, err, complaint.String())
	}
	var all []linkedPackage
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p linkedPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("reading the list of packages: %w", err)
		}
		all = append(all, p)
	}
}

// home is the module of a package and the folders in which its licences may
// stand; false for our own packages, which may stand in for another module.
func (p linkedPackage) home(goroot string) (module, []string, bool) {
	if p.Standard {
		return module{path: standardLibrary, root: goroot}, []string{goroot}, true
	}
	if p.Module == nil || p.Module.Main || p.Module.Replace != nil && p.Module.Replace.Version == "" {
		return module{}, nil, false
	}
	dirs := []string{p.Module.Dir}
	for dir := p.Dir; len(dir) > len(p.Module.Dir); dir = filepath.Dir(dir) {
		dirs = append(dirs, dir)
	}
	return module{path: p.Module.Path, version: p.Module.Version, root: p.Module.Dir}, dirs, true
}

// collect notes the licence files of one folder.
func (m *module) collect(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("looking for licences of %s: %w", m.path, err)
	}
	for _, e := range entries {
		file := filepath.Join(dir, e.Name())
		if e.Type()&fs.ModeType == 0 && !strings.HasSuffix(e.Name(), ".go") &&
			(licenceFile.MatchString(e.Name()) || noticeFile.MatchString(e.Name())) && !slices.Contains(m.files, file) {
			m.files = append(m.files, file)
		}
	}
	slices.Sort(m.files)
	return nil
}

func (m *module) classify() error {
	for _, file := range m.files {
		if noticeFile.MatchString(filepath.Base(file)) {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("reading a licence of %s: %w", m.path, err)
		}
		sum := sha256.Sum256(text)
		if licences, ok := read[[3]string{m.path, filepath.Base(file), hex.EncodeToString(sum[:])}]; ok {
			m.licences = append(m.licences, licences...)
			continue
		}
		m.licences = append(m.licences, licencesIn(string(text))...)
	}
	slices.Sort(m.licences)
	m.licences = slices.Compact(m.licences)
	return nil
}

// listText is a line for each module: path, version, licences. The standard
// library has no version here: any patch release of Go will do.
func listText(modules []module) string {
	var b strings.Builder
	b.WriteString("# Modules linked into the server: path, version, licences (SPDX). Written by: go run ./.ci/supply licences -write FILE\n")
	for _, m := range modules {
		fmt.Fprintf(&b, "%s\t%s\t%s\n", m.path, m.version, strings.Join(m.licences, " AND "))
	}
	return b.String()
}

// compareLists names the lines in which two lists differ.
func compareLists(committed, linked string) error {
	have, want := strings.Split(committed, "\n"), strings.Split(linked, "\n")
	var differences []string
	for _, line := range want {
		if !slices.Contains(have, line) {
			differences = append(differences, "linked, but not in the list: "+line)
		}
	}
	for _, line := range have {
		if !slices.Contains(want, line) {
			differences = append(differences, "in the list, but not linked: "+line)
		}
	}
	if len(differences) == 0 {
		return nil
	}
	return errors.New(strings.Join(differences, "\n"))
}

// copyTexts writes every licence and notice to folder/MODULE/FILE, as most of
// the licences want it where a binary is passed on.
func copyTexts(modules []module, folder string) error {
	for _, m := range modules {
		for _, file := range m.files {
			rel, err := filepath.Rel(m.root, file)
			if err != nil {
				return fmt.Errorf("placing the licences of %s: %w", m.path, err)
			}
			text, err := os.ReadFile(file)
			if err != nil {
				return fmt.Errorf("copying the licences of %s: %w", m.path, err)
			}
			target := filepath.Join(folder, filepath.FromSlash(m.path), rel)
			if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
				return fmt.Errorf("copying the licences of %s: %w", m.path, err)
			}
			if err := os.WriteFile(target, text, 0o644); err != nil {
				return fmt.Errorf("copying the licences of %s: %w", m.path, err)
			}
		}
	}
	return nil
}
