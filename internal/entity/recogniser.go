package entity

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"depesche/internal/archive"
	"depesche/internal/entity/lexicon"
	"depesche/internal/entity/tagger"
)

// Recogniser finds the registry's entities in articles, and with a tagger also
// persons and places that the registry lacks. It may be used from several
// goroutines.
type Recogniser struct {
	registry *Registry
	matcher  *matcher
	names    NameLists
	finder   Finder
	pool     sync.Pool
}

// NameLists tell names from words; package lexicon has them. Words are folded.
type NameLists interface {
	GivenName(folded string) bool // a first name and hardly anything else
	Name(folded string) bool      // a first or family name, a place or country
	Noun(folded string) bool      // a common noun
	Word(folded string) bool      // a word of the language and no name
}

// Option sets up a Recogniser.
type Option func(*Recogniser)

// WithNames gives the recogniser lists of first names and nouns.
func WithNames(n NameLists) Option { return func(r *Recogniser) { r.names = n } }

// WithFinder lets the recogniser suggest names that the registry lacks.
func WithFinder(f Finder) Option { return func(r *Recogniser) { r.finder = f } }

// NewShipped makes a recogniser with the built-in word lists and, if discover is
// set, the built-in tagger, which suggests persons and places that the registry
// lacks.
func NewShipped(r *Registry, discover bool) (*Recogniser, error) {
	words, err := lexicon.Shipped()
	if err != nil {
		return nil, err
	}
	options := []Option{WithNames(words)}
	if discover {
		t, err := tagger.Shipped()
		if err != nil {
			return nil, err
		}
		options = append(options, WithFinder(t))
	}
	return NewRecogniser(r, options...), nil
}

// NewRecogniser compiles the registry for recognition.
func NewRecogniser(r *Registry, options ...Option) *Recogniser {
	rec := &Recogniser{registry: r, matcher: newMatcher(r)}
	for _, o := range options {
		o(rec)
	}
	rec.pool.New = func() any { return &document{} }
	return rec
}

var _ archive.Recogniser = (*Recogniser)(nil)

// Registry is the registry that the recogniser was made of.
func (r *Recogniser) Registry() *Registry { return r.registry }

// rules is the version of the rules of this package, raised when they change
// what is found.
const rules = "1"

// Version names what the recogniser finds: two of the same version find the same.
func (r *Recogniser) Version() string {
	version := r.registry.Version() + "." + rules
	if f, ok := r.finder.(interface{ Version() string }); ok {
		version += "." + f.Version()
	}
	return version
}

// Mentions finds the mentions in the kicker, the title and the paragraphs.
func (r *Recogniser) Mentions(a *archive.Article) []archive.Mention {
	d := r.pool.Get().(*document)
	defer r.pool.Put(d)
	d.reset(r)
	if a.Kicker != "" {
		d.add(archive.KickerParagraph, a.Kicker)
	}
	if a.Title != "" {
		d.add(archive.TitleParagraph, a.Title)
	}
	for i := range a.Paragraphs {
		d.add(i, a.Paragraphs[i].Text)
	}
	d.resolve()
	mentions := d.mentions()
	if suggested := d.discover(); len(suggested) > 0 {
		mentions = append(mentions, suggested...)
		slices.SortFunc(mentions, func(a, b archive.Mention) int {
			return cmp.Or(cmp.Compare(a.Paragraph, b.Paragraph), cmp.Compare(a.Span.Start, b.Span.Start))
		})
	}
	return mentions
}

// line is one line of an article and its words.
type line struct {
	paragraph   int
	text        string
	first, last int // words, half-open in document.words
}

// document is the state of recognition in one article.
type document struct {
	*Recogniser
	lines   []line
	words   []word
	found   []match
	kept    []match
	full    map[int32][]place  // entity -> where full names of it stand
	rivals  map[string][]place // folded family name -> where somebody else of that name is named
	folded  []byte             // all words, folded, once a rule has asked for them
	context map[string]bool
}

// place orders positions in an article.
type place struct{ line, byte int32 }

func (p place) before(q place) bool {
	return p.line < q.line || p.line == q.line && p.byte < q.byte
}

func (m *match) place() place { return place{m.line, m.start} }

func (d *document) reset(r *Recogniser) {
	d.Recogniser = r
	d.lines, d.words, d.found, d.kept, d.folded = d.lines[:0], d.words[:0], d.found[:0], d.kept[:0], d.folded[:0]
	clear(d.full)
	clear(d.rivals)
	clear(d.context)
	if d.full == nil {
		d.full, d.rivals, d.context = map[int32][]place{}, map[string][]place{}, map[string]bool{}
	}
}

func (d *document) add(paragraph int, text string) {
	first := len(d.words)
	d.words = d.matcher.vocab.scan(text, d.words)
	n := int32(len(d.lines))
	d.lines = append(d.lines, line{paragraph: paragraph, text: text, first: first, last: len(d.words)})
	d.found = d.matcher.find(text, n, d.words[first:], d.found)
}

func (d *document) lineWords(m *match) []word {
	l := &d.lines[m.line]
	return d.words[l.first:l.last]
}

func (d *document) text(m *match, w *word) string { return d.lines[m.line].text[w.start:w.end] }

// resolve decides which matches count: first the full names, then the short
// forms that lean on them, then the longest of those that overlap.
func (d *document) resolve() {
	if len(d.found) == 0 {
		return
	}
	kept := d.kept[:0]
	for i := range d.found {
		m := d.found[i]
		if d.form(&m).role == roleBlock || d.fits(&m) {
			kept = append(kept, m)
		}
	}
	kept = d.unblocked(kept)
	for i := range kept {
		if m := &kept[i]; d.form(m).role == roleName {
			e := d.form(m).entity
			d.full[e] = append(d.full[e], m.place())
		}
	}
	kept = slices.DeleteFunc(kept, func(m match) bool { return d.form(&m).role == roleShort && !d.tied(&m) })
	d.kept = d.longest(kept)
}

func (d *document) form(m *match) *form { return &d.matcher.forms[m.form] }

// fits applies the rules that need no other match: the borders of the match, the
// words beside it, the context it needs. It may widen the match.
func (d *document) fits(m *match) bool {
	ws := d.lineWords(m)
	f := d.form(m)
	if m.part {
		return d.hasContext(f.context)
	}
	if int(m.last)+1 < len(ws) {
		next := &ws[m.last+1]
		if next.gap == gapQuote {
			text := d.text(m, next)
			if text != "s" { // Putin's, but not Xi'an
				return false
			}
			m.last, m.end = m.last+1, next.end
		}
		if next.gap == gapDot && next.start == m.end+1 && !next.upper {
			return false // a domain: kcna.kp
		}
	}
	if m.first > 0 && ws[m.first].gap == gapQuote {
		return false // d'Iran
	}
	if d.inAddress(m) {
		return false
	}
	d.widenGenitive(m)
	if f.role == roleName && f.words > 1 && articles[d.text(m, &ws[m.first])] && d.registry.entries[f.entity].Kind != archive.Place {
		m.first++ // Der Spiegel: the article stands outside
		m.start = ws[m.first].start
	}
	if p := d.matcher.people[f.entity]; p != nil && f.words == 1 && f.role != roleDerived {
		if !d.isPerson(m, p) {
			return false
		}
	} else if f.words == 1 && f.role == roleName && d.registry.entries[f.entity].Kind == archive.Place && d.isNamesake(m) {
		return false
	}
	return d.hasContext(f.context)
}

var articles = map[string]bool{"Der": true, "Die": true, "Das": true, "der": true, "die": true, "das": true}

// widenGenitive takes the apostrophe of a genitive such as "Guterres’ Warnung" in.
func (d *document) widenGenitive(m *match) {
	text := d.lines[m.line].text
	size := 0
	for _, a := range [...]string{"'", "’"} {
		if strings.HasPrefix(text[m.end:], a+" ") {
			size = len(a)
		}
	}
	if size == 0 || !strings.ContainsRune("sxzß", rune(text[m.end-1])) && !strings.HasSuffix(text[:m.end], "ce") {
		return
	}
	if open := strings.LastIndexAny(text[:m.start], "‚‘‹"); open >= 0 && m.start-int32(open) < 200 {
		return // more likely the end of a quotation
	}
	if strings.Contains(text[:m.start], " '") || strings.HasPrefix(text, "'") {
		return
	}
	m.end += int32(size)
}

// inAddress reports whether the match stands in a web or mail address.
func (d *document) inAddress(m *match) bool {
	text := d.lines[m.line].text
	start := strings.LastIndexByte(text[:m.start], ' ') + 1
	end := int32(len(text))
	if i := strings.IndexByte(text[m.end:], ' '); i >= 0 {
		end = m.end + int32(i)
	}
	chunk := text[start:end]
	return strings.Contains(chunk, "://") || strings.HasPrefix(chunk, "www.") ||
		int(m.start) > start && text[m.start-1] == '@' || int(m.end) < len(text) && text[m.end] == '@'
}

// isPerson decides whether a single name is the person: not if another first
// name stands before it, nor if a second name follows that is not the person's.
// A given name of the person before it becomes part of the mention.
func (d *document) isPerson(m *match, p *person) bool {
	ws := d.lineWords(m)
	if p.surnameFirst {
		if d.followedByOtherGiven(m) {
			d.rival(m)
			return false
		}
	}
	before := int(m.first) - 1
	if before < 0 || m.first == 0 {
		return true
	}
	joint := ws[m.first].gap
	for before >= 0 && (joint == gapSpace && isPatronymic(fold(d.text(m, &ws[before]))) ||
		joint == gapDot && isInitial(d.text(m, &ws[before]))) {
		joint = ws[before].gap
		before--
	}
	if before < 0 {
		return true
	}
	w := &ws[before]
	if joint == gapHyphen && w.upper {
		// Müller-Kim is somebody else, Anti-Putin-Demo is not.
		last := int(m.last)
		compound := last+1 < len(ws) && ws[last+1].gap == gapHyphen
		return compound || w.caps || !d.given(fold(d.text(m, w)))
	}
	if joint != gapSpace || !w.upper {
		return true
	}
	folded := fold(d.text(m, w))
	if p.calls(folded) {
		m.first, m.start, m.loose = int32(before), w.start, true
		m.form = d.fullForm(m.form)
		return true
	}
	if d.given(folded) && !p.surnameFirst || p.surnameFirst && d.given(folded) && w.vocab == noWord {
		d.rival(m)
		return false
	}
	return true
}

// fullForm is the form of a full name of the same entity, for a match that was widened to one.
func (d *document) fullForm(id int32) int32 {
	e := d.matcher.forms[id].entity
	for i := id; i >= 0 && d.matcher.forms[i].entity == e; i-- {
		if f := &d.matcher.forms[i]; f.role == roleName && f.words > 1 && len(f.context) == 0 {
			return i
		}
	}
	return id
}

// followedByOtherGiven reports whether a family name that stands first is
// followed by the given name of somebody else: Kim Min-jae.
func (d *document) followedByOtherGiven(m *match) bool {
	ws := d.lineWords(m)
	i := int(m.last) + 1
	if i >= len(ws) || ws[i].gap != gapSpace || !ws[i].upper {
		return false
	}
	text := d.text(m, &ws[i])
	folded := fold(text)
	if d.noun(folded) || d.matcher.heads.is(folded) {
		return false
	}
	if i+1 < len(ws) && ws[i+1].gap == gapHyphen && !ws[i+1].upper {
		return true // Min-jae
	}
	if ws[i].vocab != noWord && d.matcher.root[ws[i].vocab] != 0 {
		return false // another name known: "bat Kim Russland um Hilfe"
	}
	return koreanGiven(folded) || d.given(folded) || utf8.RuneCountInString(text) <= 5 || looksLikeSurname(folded)
}

// looksLikeSurname guesses from the end of a word that is no known noun.
func looksLikeSurname(folded string) bool {
	for _, end := range [...]string{"ung", "heit", "keit", "schaft", "tion", "taet", "ismus", "en", "nis", "tum", "zeug", "werk", "rat"} {
		if strings.HasSuffix(folded, end) {
			return false
		}
	}
	return len(folded) < 12
}

// isNamesake reports whether a place's name is part of a person's: Denzel Washington.
func (d *document) isNamesake(m *match) bool {
	if m.first == 0 {
		return false
	}
	ws := d.lineWords(m)
	w := &ws[m.first-1]
	return ws[m.first].gap == gapSpace && w.upper && !w.caps && w.vocab == noWord && d.given(fold(d.text(m, w)))
}

func (d *document) given(folded string) bool { return d.names != nil && d.names.GivenName(folded) }
func (d *document) noun(folded string) bool  { return d.names != nil && d.names.Noun(folded) }

// rival notes that somebody else of the family name is named here.
func (d *document) rival(m *match) {
	key := d.familyKey(m)
	d.rivals[key] = append(d.rivals[key], m.place())
}

func (d *document) familyKey(m *match) string {
	return fold(strings.TrimRight(d.lines[m.line].text[m.start:m.end], "s'’"))
}

// tied reports whether a short form belongs to its entity: the article has a full
// name, and of all who share the short form the one named last before it, or
// else first after it, is this entity.
func (d *document) tied(m *match) bool {
	f := d.form(m)
	here := m.place()
	own, ok := nearest(d.full[f.entity], here)
	if !ok {
		return false
	}
	if rival, ok := nearest(d.rivals[d.familyKey(m)], here); ok && closer(rival, own, here) {
		return false
	}
	for i := range d.found {
		o := &d.found[i]
		if o.line != m.line || o.start != m.start || o.end != m.end {
			continue
		}
		g := d.form(o)
		if g.role != roleShort || g.entity == f.entity {
			continue
		}
		other, ok := nearest(d.full[g.entity], here)
		if !ok || f.listed && !g.listed {
			continue
		}
		if g.listed && !f.listed || closer(other, own, here) {
			return false
		}
	}
	return true
}

// nearest is the last of the places before here, else the first after it.
func nearest(places []place, here place) (place, bool) {
	best, ok := place{}, false
	for _, p := range places {
		if !ok || closer(p, best, here) {
			best, ok = p, true
		}
	}
	return best, ok
}

// closer reports whether p binds a short form at here more than q.
func closer(p, q, here place) bool {
	pb, qb := p.before(here), q.before(here)
	switch {
	case pb != qb:
		return pb
	case pb:
		return q.before(p)
	}
	return p.before(q)
}

// hasContext reports whether the article has one of the words, in any ending and
// as first or last part of compounds. No words: no rule.
func (d *document) hasContext(words []string) bool {
	if len(words) == 0 {
		return true
	}
	for _, w := range words {
		has, known := d.context[w]
		if !known {
			has = d.contains(w)
			d.context[w] = has
		}
		if has {
			return true
		}
	}
	return false
}

func (d *document) contains(context string) bool {
	if len(d.folded) == 0 {
		for _, l := range d.lines {
			for _, w := range d.words[l.first:l.last] {
				d.folded = foldInto(append(d.folded, ' '), l.text[w.start:w.end])
			}
		}
		d.folded = append(d.folded, ' ')
	}
	stem := []byte(stemOf(context))
	for rest := d.folded; ; {
		i := bytes.Index(rest, stem)
		if i < 0 {
			return false
		}
		end := i + len(stem)
		first := i == 0 || rest[i-1] == ' '
		left := bytes.IndexByte(rest[end:], ' ') // letters behind the stem
		switch {
		case first && (len(stem) >= 5 || left <= 2):
			return true
		case !first && len(stem) >= 5 && left <= 3:
			return true
		}
		rest = rest[end:]
	}
}

// stemOf takes off the ending of the last word.
func stemOf(context string) string {
	for _, s := range [...]string{"en", "er", "es", "e", "n", "s"} {
		if stem, ok := strings.CutSuffix(context, s); ok && len(stem) >= 4 {
			return stem
		}
	}
	return context
}

// unblocked drops the blocking expressions and what they block.
func (d *document) unblocked(ms []match) []match {
	var blocks []match
	for _, m := range ms {
		if d.form(&m).role == roleBlock {
			blocks = append(blocks, m)
		}
	}
	if len(blocks) == 0 {
		return ms
	}
	return slices.DeleteFunc(ms, func(m match) bool {
		f := d.form(&m)
		if f.role == roleBlock {
			return true
		}
		for i := range blocks {
			b := &blocks[i]
			if b.line == m.line && b.start <= m.start && m.end <= b.end && d.form(b).entity == f.entity {
				if f.role == roleShort {
					d.rival(&m)
				}
				return true
			}
		}
		return false
	})
}

// longest keeps of overlapping matches the longest, then the first, then the one
// whose entity has the firmer claim.
func (d *document) longest(ms []match) []match {
	slices.SortFunc(ms, func(a, b match) int {
		return cmp.Or(
			cmp.Compare(a.line, b.line),
			cmp.Compare(b.end-b.start, a.end-a.start),
			cmp.Compare(a.start, b.start),
			cmp.Compare(d.weakness(&a), d.weakness(&b)),
			cmp.Compare(a.form, b.form))
	})
	kept := ms[:0]
	first := 0 // first kept match of the line
	for _, m := range ms {
		if len(kept) > 0 && kept[len(kept)-1].line != m.line {
			first = len(kept)
		}
		if !slices.ContainsFunc(kept[first:], func(k match) bool { return m.start < k.end && k.start < m.end }) {
			kept = append(kept, m)
		}
	}
	slices.SortFunc(kept, func(a, b match) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.start, b.start))
	})
	return kept
}

// weakness orders claims to the same words: names under a context that holds
// before names without, exact ones before loose ones, short forms last.
func (d *document) weakness(m *match) int {
	f := d.form(m)
	n := 0
	switch f.role {
	case roleShort:
		n += 8
	case roleDerived:
		n += 16
	}
	if m.loose {
		n += 4
	}
	if len(f.context) == 0 {
		n += 2
	}
	return n
}

// mentions turns what was kept into mentions.
func (d *document) mentions() []archive.Mention {
	if len(d.kept) == 0 {
		return nil
	}
	mentions := make([]archive.Mention, len(d.kept))
	for i := range d.kept {
		m := &d.kept[i]
		f := d.form(m)
		e := d.registry.entries[f.entity]
		mentions[i] = archive.Mention{
			Paragraph: d.lines[m.line].paragraph,
			Span:      archive.Span{Start: int(m.start), End: int(m.end)},
			Entity:    e.ID,
			Kind:      e.Kind,
			Form:      formOf[f.role],
		}
	}
	return mentions
}

var formOf = map[role]archive.Form{
	roleName: archive.FormName, roleShort: archive.FormShort,
	roleDescriptive: archive.FormDescriptive, roleDerived: archive.FormDerived,
}
