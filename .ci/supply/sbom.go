package main

import (
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// Types of CycloneDX 1.6 (ECMA-424), as far as they are used here.
type (
	bom struct {
		Format       string       `json:"bomFormat"`
		Spec         string       `json:"specVersion"`
		Version      int          `json:"version"`
		Metadata     metadata     `json:"metadata"`
		Components   []component  `json:"components"`
		Dependencies []dependency `json:"dependencies"`
	}
	metadata struct {
		Component component `json:"component"`
	}
	component struct {
		Type       string     `json:"type"`
		Ref        string     `json:"bom-ref"`
		Name       string     `json:"name"`
		Version    string     `json:"version"`
		PURL       string     `json:"purl,omitempty"`
		Hashes     []hash     `json:"hashes,omitempty"`
		Licences   []licence  `json:"licenses,omitempty"`
		Properties []property `json:"properties,omitempty"`
	}
	hash struct {
		Algorithm string `json:"alg"`
		Content   string `json:"content"`
	}
	licence struct {
		Licence struct {
			ID string `json:"id"`
		} `json:"license"`
	}
	property struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	dependency struct {
		Ref string   `json:"ref"`
		On  []string `json:"dependsOn"`
	}
)

// writeSBOM writes the bill of materials of a binary: what `go version -m`
// reads from it, with licences. It holds no time and no random serial number,
// so that the same binary gives the same bill.
func writeSBOM(w io.Writer, binary string) error {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return fmt.Errorf("reading what %s was built from: %w", binary, err)
	}
	modules, err := linkedModules("./cmd/server")
	if err != nil {
		return err
	}
	known := map[string]module{}
	for _, m := range modules {
		known[m.path] = m
	}
	sum, err := fileHash(binary)
	if err != nil {
		return err
	}
	main := component{Type: "application", Ref: info.Main.Path, Name: info.Main.Path, Version: info.Main.Version,
		Hashes: []hash{{"SHA-256", sum}}, Licences: licencesOf([]string{"MIT"})}
	for _, s := range info.Settings {
		if strings.HasPrefix(s.Key, "GO") || s.Key == "CGO_ENABLED" || s.Key == "-trimpath" {
			main.Properties = append(main.Properties, property{"go:" + s.Key, s.Value})
		}
	}
	out := bom{Format: "CycloneDX", Spec: "1.6", Version: 1, Metadata: metadata{main}}
	depends := dependency{Ref: main.Ref}
	add := func(c component) {
		out.Components = append(out.Components, c)
		depends.On = append(depends.On, c.Ref)
	}
	goVersion := strings.TrimPrefix(info.GoVersion, "go")
	add(component{Type: "library", Ref: "std", Name: "std", Version: goVersion,
		PURL: "pkg:golang/std@" + goVersion, Licences: licencesOf(known[standardLibrary].licences)})
	for _, dep := range info.Deps {
		if dep.Replace != nil && strings.HasPrefix(dep.Replace.Path, ".") {
			continue // a folder of this repository stands in for it
		}
		m := known[dep.Path]
		if m.version != dep.Version {
			m = module{} // linked on this platform alone, or built from another source: nothing is claimed
		}
		c := component{Type: "library", Ref: dep.Path, Name: dep.Path, Version: dep.Version,
			PURL: "pkg:golang/" + dep.Path + "@" + dep.Version, Licences: licencesOf(m.licences)}
		if h1, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(dep.Sum, "h1:")); err == nil && len(h1) == sha256.Size {
			c.Properties = []property{{"go:sum", dep.Sum}} // a hash of the module's tree, not of one file
		} else {
			return fmt.Errorf("%s has no sum in the binary", dep.Path)
		}
		add(c)
	}
	out.Dependencies = []dependency{depends}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func licencesOf(ids []string) []licence {
	var all []licence
	for _, id := range ids {
		var l licence
		l.Licence.ID = id
		all = append(all, l)
	}
	return all
}

func fileHash(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", fmt.Errorf("hashing the binary: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("hashing %s: %w", name, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
