package query

import "strings"

// A sentence is taken for a question from this many words on; without a
// question mark or word it needs minProse words and this share of function
// words. German prose has about half.
const (
	minQuestion   = 3
	minProse      = 6
	functionShare = 0.35
)

// isQuestion reports whether the text reads like a sentence rather than like
// search terms, and uses no operators.
func isQuestion(text string, root Node) bool {
	and, ok := root.(And)
	if !ok {
		return false
	}
	for _, part := range and.Parts {
		if w, isWord := part.(Word); !isLeaf(part) || isWord && w.Prefix {
			return false
		}
	}
	words := strings.Fields(strings.ToLower(text))
	if len(words) < minQuestion {
		return false
	}
	if asks(text) {
		return true
	}
	functional := 0
	for _, w := range words {
		if functionWords[trimWord(w)] {
			functional++
		}
	}
	return len(words) >= minProse && float64(functional) >= functionShare*float64(len(words))
}

// asks reports whether a text ends with a question mark or begins with a question word.
func asks(text string) bool {
	first, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(text)), " ")
	return strings.HasSuffix(text, "?") || questionWords[trimWord(first)]
}

func set(words string) map[string]bool {
	s := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		s[w] = true
	}
	return s
}

var questionWords = set(`
	wer wen wem wessen was wann wo wohin woher wie wieso weshalb warum wozu womit wodurch wofür wogegen
	woran worauf woraus worin worüber worum wovon wovor welche welcher welches welchen welchem inwiefern inwieweit
	who whom whose what when where why how which`)

var functionWords = set(`
	der die das den dem des ein eine einen einem einer eines kein keine keinen
	ich du er sie es wir ihr mich dich sich uns euch ihn ihm ihnen sein seine seinen seinem seiner ihre ihren ihrem ihrer
	dieser diese dieses diesen diesem jener jene jedes jede jeder alle man
	und oder aber denn sondern sowie als wie wenn weil dass daß ob obwohl während nachdem bevor damit
	in im an am auf aus bei beim bis durch für gegen mit nach ohne seit um unter über von vom vor zu zum zur zwischen wegen trotz
	ist sind war waren wird werden wurde wurden hat haben hatte hatten kann können konnte konnten soll sollen sollte
	muss müssen will wollen darf dürfen sei wäre hätte nicht auch nur noch schon sehr so hier dort da dann nun
	the a an of to in on at by for from with and or but is are was were has have had be been it its he she they we that this`)
