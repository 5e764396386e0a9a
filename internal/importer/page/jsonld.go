package page

import (
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strings"
)

// linked is what a JSON-LD object says of an article (schema.org).
type linked struct {
	kind                         string // article, page or site
	headline, kicker             string
	url                          string
	published, modified, created string
	authors                      []string
	publisher                    string
	section                      string
	keywords                     []string
	lang                         string
	body                         string
	free                         bool // isAccessibleForFree, true where unknown
}

const maxLinkedDepth = 12

// parseLinked reads the objects of one script that describe an article, those
// of the most specific type first.
func parseLinked(script string) []linked {
	script = strings.TrimSpace(script)
	script = strings.TrimSuffix(strings.TrimPrefix(script, "<![CDATA["), "]]>")
	script = strings.TrimSuffix(strings.TrimPrefix(script, "<!--"), "-->")
	script = strings.TrimRight(strings.TrimSpace(script), ";")
	var v any
	if json.Unmarshal([]byte(script), &v) != nil && json.Unmarshal([]byte(mendJSON(script)), &v) != nil {
		return nil
	}
	w := linkedWalk{nodes: map[string]map[string]any{}}
	w.index(v, 0)
	w.walk(v, 0)
	return w.found
}

var trailingComma = regexp.MustCompile(`,\s*([\]}])`)

// mendJSON repairs what pages get wrong most often: raw line breaks inside
// strings and commas at the end of lists.
func mendJSON(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, s)
	return trailingComma.ReplaceAllString(s, "$1")
}

type linkedWalk struct {
	nodes map[string]map[string]any // by @id
	found []linked
}

func (w *linkedWalk) index(v any, depth int) {
	if depth > maxLinkedDepth {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			w.index(e, depth+1)
		}
	case map[string]any:
		if id, ok := v["@id"].(string); ok && len(v) > 1 {
			w.nodes[id] = v
		}
		for _, e := range v {
			w.index(e, depth+1)
		}
	}
}

func (w *linkedWalk) walk(v any, depth int) {
	if depth > maxLinkedDepth {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			w.walk(e, depth+1)
		}
	case map[string]any:
		if kind := articleType(v["@type"]); kind != "" {
			w.found = append(w.found, w.article(v, kind))
		} else if name := first(texts(v["name"])); name != "" && slices.Contains(texts(v["@type"]), "WebSite") {
			w.found = append(w.found, linked{kind: "site", publisher: name})
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart", "@reverse", "review"} {
			w.walk(v[key], depth+1)
		}
	}
}

// articleType is the type if it is one of an article or a page.
func articleType(v any) string {
	for _, t := range texts(v) {
		t = t[strings.LastIndexByte(t, '/')+1:]
		switch {
		case strings.HasSuffix(t, "Article"), strings.HasSuffix(t, "BlogPosting"), t == "Report", t == "SocialMediaPosting", t == "LiveBlogPosting":
			return "article"
		case t == "WebPage", t == "ItemPage", t == "VideoObject", t == "PodcastEpisode", t == "Recipe", t == "Event", t == "RadioEpisode", t == "AudioObject", t == "Review":
			return "page"
		}
	}
	return ""
}

func (w *linkedWalk) article(m map[string]any, kind string) linked {
	l := linked{
		kind:      kind,
		headline:  first(texts(m["headline"]), texts(m["name"]), texts(m["title"])),
		kicker:    first(texts(m["alternativeHeadline"])),
		url:       first(texts(m["url"]), w.ids(m["mainEntityOfPage"])),
		published: first(texts(m["datePublished"]), texts(m["uploadDate"]), texts(m["dateposted"])),
		modified:  first(texts(m["dateModified"])),
		created:   first(texts(m["dateCreated"])),
		publisher: first(w.names(m["publisher"], 0), w.names(m["sourceOrganization"], 0)),
		section:   first(texts(m["articleSection"])),
		lang:      first(texts(m["inLanguage"])),
		body:      first(texts(m["articleBody"]), texts(m["text"])),
		free:      true,
	}
	if free := texts(m["isAccessibleForFree"]); len(free) > 0 {
		l.free = !strings.EqualFold(free[0], "false")
	}
	if b, ok := m["isAccessibleForFree"].(bool); ok {
		l.free = b
	}
	l.authors = w.persons(m["author"])
	if len(l.authors) == 0 {
		l.authors = w.names(m["creator"], 0)
	}
	for _, k := range texts(m["keywords"]) {
		for part := range strings.SplitSeq(k, ",") {
			if part = strings.TrimSpace(part); part != "" {
				l.keywords = append(l.keywords, part)
			}
		}
	}
	return l
}

// persons are the names of the authors, without organisations where there are
// persons beside them.
func (w *linkedWalk) persons(v any) []string {
	list, ok := v.([]any)
	if !ok {
		return w.names(v, 0)
	}
	var persons []any
	for _, e := range list {
		m, ok := e.(map[string]any)
		if !ok || !strings.HasSuffix(first(texts(m["@type"])), "Organization") {
			persons = append(persons, e)
		}
	}
	if len(persons) == 0 {
		persons = list
	}
	return w.names(persons, 0)
}

// names are the names of persons or organisations, given as text, as objects
// or as references to objects elsewhere in the script.
func (w *linkedWalk) names(v any, depth int) []string {
	if depth > 4 {
		return nil
	}
	switch v := v.(type) {
	case string:
		return texts(v)
	case []any:
		var all []string
		for _, e := range v {
			all = append(all, w.names(e, depth+1)...)
		}
		return all
	case map[string]any:
		if name := texts(v["name"]); len(name) > 0 {
			return name
		}
		if given, family := first(texts(v["givenName"])), first(texts(v["familyName"])); family != "" {
			return []string{strings.TrimSpace(given + " " + family)}
		}
		if id, ok := v["@id"].(string); ok {
			if node := w.nodes[id]; node != nil {
				return w.names(node["name"], depth+1)
			}
		}
	}
	return nil
}

func (w *linkedWalk) ids(v any) []string {
	if m, ok := v.(map[string]any); ok {
		return append(texts(m["@id"]), texts(m["url"])...)
	}
	return texts(v)
}

// texts are the strings of a value: a string, or the strings in a list.
// Character references, which do not belong into JSON, are resolved.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		if s := strings.TrimSpace(html.UnescapeString(v)); s != "" {
			return []string{s}
		}
	case []any:
		var all []string
		for _, e := range v {
			if s, ok := e.(string); ok {
				all = append(all, texts(s)...)
			}
		}
		return all
	case map[string]any:
		return texts(v["@value"])
	}
	return nil
}

func first(lists ...[]string) string {
	for _, l := range lists {
		if len(l) > 0 {
			return l[0]
		}
	}
	return ""
}
