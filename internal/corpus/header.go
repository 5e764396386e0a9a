package corpus

import (
	"bytes"
	"crypto/sha256"
	"net/url"
	"slices"
	"strings"
	"time"

	"depesche/internal/archive"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"
)

// DefaultLang is the language of an article whose file names none.
const DefaultLang = "de"

// articleFromHeader reads the known keys and notes every problem.
func articleFromHeader(p *problems, h *yaml.Node, path string) archive.Article {
	r := reader{p, h}
	a := archive.Article{
		ID:            r.id(path),
		Title:         r.text("title"),
		TitleProposed: r.flag("title_proposed"),
		Kicker:        r.text("kicker"),
		Authors:       r.texts("authors"),
		Outlet:        r.text("outlet"),
		Published:     r.date("published"),
		Updated:       r.date("updated"),
		URL:           r.url("url"),
		Captured:      r.instant(h, "captured"),
		Lang:          r.lang(),
		Rights:        r.rights(),
		License:       r.text("license"),
		Tags:          r.texts("tags"),
		Sources:       r.texts("sources"),
		Also:          r.ids("also"),
		Provenance:    r.provenance(),
		Tombstone:     r.tombstone(),
		Version:       1,
	}
	return a
}

type reader struct {
	*problems
	h *yaml.Node
}

func (r reader) text(key string) string { return r.textIn(r.h, key) }

func (r reader) textIn(h *yaml.Node, key string) string {
	n := lookup(h, key)
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode {
		r.add(n.Line, "einen einfachen Text angeben, wenn nötig in Anführungszeichen", "%s ist kein einfacher Text", key)
		return ""
	}
	return CleanText(n.Value)
}

// texts reads a list of texts; a single text is a list of one, and a mapping
// in a list is its values joined.
func (r reader) texts(key string) []string {
	n := lookup(r.h, key)
	if n == nil {
		return nil
	}
	nodes := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		nodes = n.Content
	}
	var values []string
	for _, v := range nodes {
		switch v.Kind {
		case yaml.ScalarNode:
			if v.Tag != "!!null" {
				values = appendText(values, v.Value)
			}
		case yaml.MappingNode:
			var parts []string
			for i := 1; i < len(v.Content); i += 2 {
				parts = append(parts, v.Content[i].Value)
			}
			values = appendText(values, strings.Join(parts, ", "))
		default:
			r.add(v.Line, "eine Liste einfacher Texte angeben: [A, B]", "%s enthält eine verschachtelte Liste", key)
		}
	}
	return values
}

func appendText(values []string, s string) []string {
	if s = CleanText(s); s != "" {
		return append(values, s)
	}
	return values
}

func (r reader) id(path string) archive.ID {
	n := lookup(r.h, "id")
	if n == nil {
		// Proposed from the path, so that the same file is told the same id.
		seed := sha256.Sum256([]byte(path))
		remedy := "„server import“ vergibt eine id"
		if id, err := archive.NewID(bytes.NewReader(seed[:])); err == nil {
			remedy = "zum Beispiel „id: " + string(id) + "“ ergänzen"
		}
		r.add(r.h.Line, remedy, "die id fehlt")
		return ""
	}
	id := archive.ID(n.Value)
	if n.Kind != yaml.ScalarNode || !id.Valid() {
		r.add(n.Line, "4 bis 32 Zeichen aus a–z und 0–9 verwenden", "id %q ist ungültig", n.Value)
	}
	return id
}

func (r reader) ids(key string) []archive.ID {
	var ids []archive.ID
	for _, s := range r.texts(key) {
		id := archive.ID(s)
		if !id.Valid() {
			r.add(lookup(r.h, key).Line, "4 bis 32 Zeichen aus a–z und 0–9 verwenden", "%s: id %q ist ungültig", key, s)
			continue
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (r reader) date(key string) archive.Date {
	n := lookup(r.h, key)
	if n == nil {
		return archive.Date{}
	}
	d, err := archive.ParseDate(strings.TrimSpace(n.Value))
	if err != nil || n.Kind != yaml.ScalarNode {
		r.add(n.Line, "JJJJ, JJJJ-MM, JJJJ-MM-TT oder JJJJ-MM-TTThh:mm:ss+hh:mm schreiben", "%s: %q ist kein Datum", key, n.Value)
	}
	return d
}

func (r reader) instant(h *yaml.Node, key string) time.Time {
	n := lookup(h, key)
	if n == nil {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, strings.TrimSpace(n.Value))
	if err != nil {
		r.add(n.Line, "JJJJ-MM-TTThh:mm:ssZ schreiben", "%s: %q ist kein Zeitpunkt", key, n.Value)
	}
	return t.UTC()
}

func (r reader) url(key string) string {
	s := r.text(key)
	if s == "" {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		r.add(lookup(r.h, key).Line, "eine vollständige Adresse mit http:// oder https:// angeben", "%s: %q ist keine Webadresse", key, s)
	}
	return s
}

func (r reader) lang() string {
	s := r.text("lang")
	if s == "" || s == DefaultLang {
		return DefaultLang
	}
	if _, err := language.Parse(s); err != nil {
		r.add(lookup(r.h, "lang").Line, "ein Sprachkürzel wie de, de-AT oder en angeben", "lang: %q ist keine Sprache nach BCP 47", s)
	}
	return s
}

func (r reader) rights() archive.Rights {
	v := archive.Rights(r.text("rights"))
	switch v {
	case "":
		return archive.RightsFull
	case archive.RightsFull, archive.RightsExcerpt, archive.RightsMetadata:
	default:
		r.add(lookup(r.h, "rights").Line, "full, excerpt oder metadata angeben", "rights: %q ist unbekannt", v)
	}
	return v
}

func (r reader) flag(key string) bool {
	n := lookup(r.h, key)
	if n == nil {
		return false
	}
	switch strings.ToLower(n.Value) {
	case "true", "yes", "ja":
		return true
	case "false", "no", "nein":
		return false
	}
	r.add(n.Line, "true oder false angeben", "%s: %q ist weder wahr noch falsch", key, n.Value)
	return false
}

func (r reader) provenance() archive.Provenance {
	n := lookup(r.h, "provenance")
	if n == nil {
		return archive.Provenance{}
	}
	if n.Kind != yaml.MappingNode {
		r.add(n.Line, "die Zeile löschen oder aus der Sicherung zurückholen", "provenance besteht nicht aus Schlüsseln und Werten")
		return archive.Provenance{}
	}
	return archive.Provenance{
		Source:       r.textIn(n, "source"),
		Importer:     r.textIn(n, "importer"),
		ImportedAt:   r.instant(n, "imported_at"),
		SourceSHA256: r.textIn(n, "source_sha256"),
		TextSHA256:   r.textIn(n, "text_sha256"),
		MetaSHA256:   r.textIn(n, "meta_sha256"),
		Note:         r.textIn(n, "note"),
		Capture:      r.textIn(n, "capture"),
	}
}

func (r reader) tombstone() *archive.Tombstone {
	removed, merged := lookup(r.h, "removed"), r.text("merged_into")
	if removed == nil && merged == "" {
		return nil
	}
	t := &archive.Tombstone{
		Since:      r.date("removed"),
		Reason:     r.text("removed_reason"),
		MergedInto: archive.ID(merged),
	}
	if merged != "" && !t.MergedInto.Valid() {
		r.add(lookup(r.h, "merged_into").Line, "die id des Artikels angeben, in dem dieser aufgegangen ist", "merged_into: id %q ist ungültig", merged)
	}
	return t
}
