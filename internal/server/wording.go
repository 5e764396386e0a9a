package server

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"depesche/internal/index"
	"depesche/internal/query"
	"depesche/web"
)

func facetTitle(l web.Lang, f query.FieldName) string {
	switch f {
	case query.Outlet:
		return l.T("Medien", "Outlets")
	case query.Author:
		return l.T("Autorinnen und Autoren", "Authors")
	}
	for kind, field := range query.EntityFacet {
		if field == f {
			return l.Kinds(kind)
		}
	}
	return string(f)
}

// whyText words the rule by which something matches.
func whyText(l web.Lang, w index.Why) string {
	switch w {
	case index.Exact:
		return l.T("wie getippt", "as typed")
	case index.Inflects:
		return l.T("andere Wortform", "another form of the word")
	case index.Part:
		return l.T("zusammengesetztes Wort", "compound")
	case index.Name:
		return l.T("andere Schreibweise oder anderer Name", "another spelling or name")
	case index.Synonym:
		return l.T("sinnverwandt", "of the same meaning")
	case index.Typo:
		return l.T("ähnlich geschrieben", "spelt alike")
	case index.Prefixed:
		return l.T("beginnt so", "begins so")
	}
	return string(w)
}

// warningText words what of a search was not understood, and what was done.
func warningText(l web.Lang, w query.Warning) string {
	quoted := l.T("„"+w.Subject+"“", "“"+w.Subject+"”")
	switch w.Code {
	case query.WarnUTF8:
		return l.T("Die Suche enthielt Zeichen, die nicht zu lesen sind.", "The search had characters that can't be read.")
	case query.WarnTooLong, query.WarnTooManyWords:
		return l.T("Die Suche ist zu lang. Gesucht wird ohne den Teil ab "+quoted+".", "The search is too long. It is cut before "+quoted+".")
	case query.WarnOpenQuote:
		return l.T("Ein Anführungszeichen ist nicht geschlossen; gesucht werden die Wörter einzeln.", "A quotation mark is not closed; the words are searched one by one.")
	case query.WarnOpenParen, query.WarnStrayParen:
		return l.T("Eine Klammer hat kein Gegenstück und wurde übergangen.", "A parenthesis has no counterpart and was ignored.")
	case query.WarnStrayOperator:
		return l.T(quoted+" steht ohne Partner und wird als Wort gesucht.", quoted+" stands alone and is searched as a word.")
	case query.WarnLoneMinus:
		return l.T("Hinter einem Minus steht nichts, was auszuschließen wäre.", "There is nothing to exclude behind a minus.")
	case query.WarnUnknownField:
		return l.T(quoted+" ist kein Suchfeld und wird als Wort gesucht. Felder sind medium, person, organisation, ort, thema, ereignis, produkt, autor, titel, von, bis.", quoted+" is no field and is searched as a word. Fields are medium, person, organisation, ort, thema, ereignis, produkt, autor, titel, von, bis.")
	case query.WarnEmptyField:
		return l.T("Hinter "+quoted+" fehlt, wonach gesucht werden soll.", "A value is missing behind "+quoted+".")
	case query.WarnInvalidDate:
		return l.T(quoted+" ist kein Datum. Möglich sind 2023, 2023-09 und 2023-09-13.", quoted+" is no date. Write 2023, 2023-09 or 2023-09-13.")
	case query.WarnDateOrder:
		return l.T("Der Zeitraum endet, bevor er beginnt; so kann nichts gefunden werden.", "The period ends before it begins, so nothing can be found.")
	case query.WarnLeadingStar, query.WarnInnerStar, query.WarnSecondStar, query.WarnStarInPhrase, query.WarnStarInField:
		return l.T("Ein * geht nur einmal und nur am Ende eines Wortes; "+quoted+" wird ohne ihn gesucht.", "A * works once and at the end of a word only; "+quoted+" is searched without it.")
	case query.WarnShortPrefix:
		return l.T("Vor dem * stehen zu wenige Buchstaben: "+quoted+".", "There are too few letters before the *: "+quoted+".")
	case query.WarnNearOperand:
		return l.T("NAH braucht zu beiden Seiten Wörter oder Wendungen; gesucht wird in jedem Abstand.", "NEAR needs words or phrases on both sides; they are searched at any distance.")
	case query.WarnNearDistance:
		return l.T("Der Abstand von NAH wurde auf den nächsten möglichen gesetzt.", "The distance of NEAR was set to the nearest possible.")
	case query.WarnUnsupported:
		return l.T(quoted+" hat hier keine Bedeutung und wurde übergangen.", quoted+" has no meaning here and was ignored.")
	case query.WarnIgnoredWords:
		return l.T("Die Suche ist sehr lang. Nicht gesucht wurden die Wörter, die am wenigsten unterscheiden: "+quoted+".", "The search is very long. The words that distinguish least were not searched: "+quoted+".")
	case query.WarnInvalidPage:
		return l.T("Diese Seite gibt es nicht; gezeigt wird die erste.", "There is no such page; this is the first.")
	case query.WarnInvalidSort:
		return l.T("Diese Sortierung gibt es nicht; sortiert ist nach Relevanz.", "There is no such order; sorted by relevance.")
	case query.WarnTooManyFilters:
		return l.T("So viele Filter gehen nicht zugleich; übergangen wurde "+quoted+".", "There are too many filters at once; "+quoted+" was ignored.")
	}
	return l.T("Nicht verstanden wurde ", "Not understood: ") + quoted
}

// chosen finds the chosen filter that "field:value" names.
func chosen(s query.Search, part string) (query.FieldName, string, bool) {
	field, value, ok := strings.Cut(part, ":")
	if !ok {
		return "", "", false
	}
	f := query.FieldName(field)
	return f, value, s.Has(f, value)
}

// cutWords is text without part, or false if part does not stand in it.
func cutWords(text, part string) (string, bool) {
	before, after, ok := strings.Cut(text, part)
	if !ok {
		return text, false
	}
	return strings.Join(strings.Fields(before+" "+after), " "), true
}

func escape(s string) string { return url.QueryEscape(s) }

func sortedKeys[V any](v map[string]V) []string { return slices.Sorted(maps.Keys(v)) }
