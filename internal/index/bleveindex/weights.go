package bleveindex

// weights are the parameters of the ranking.
type weights struct {
	k1, b    float64 // BM25: saturation of the frequency, weight of the length (Robertson and Zaragoza 2009)
	coverage float64 // exponent of the share of a question that a text has

	// Frequencies count so much where a word is found not by its stem but
	part    float64 // as part of a compound
	name    float64 // by another spelling or name
	synonym float64 // by another word
	typo    float64 // by the word that was probably meant

	// Scores of their own, added for
	form     float64 // the form as typed
	ownPart  float64 // the parts of a compound that was typed
	root     float64 // words that begin like it (Klima, Klimatologe); they rank, they don't find
	stop     float64 // function words of a query, among the best candidates
	lead     float64 // words of a query that is no question in the first leadWords of a text, among the best candidates
	feedback float64 // all keywords of the best hits of a long query together, of the best score
	adjacent float64 // neighbours of a query that are neighbours in the text, among the best candidates
}

// capitalShare is how much more a word counts in a long query that was typed with a
// capital: nouns and names say more of it than verbs.
const capitalShare = .2

// standard are values that did well on sets of several kinds; see internal/eval.
var standard = weights{
	k1: 1.2, b: .75, coverage: .6,
	part: .5, name: .6, synonym: .5, typo: .8,
	form: .25, ownPart: .5, root: .5, stop: .75, lead: .3, adjacent: .3, feedback: .7,
}

// without switches whole rules off, for measuring what each is worth: the keys
// part, form, root, name, synonym, family, typo, function-words, neighbours, lead, feedback and coverage of
// index.Request.Without.
func (w weights) without(keys map[string]bool) weights {
	for key, off := range map[string]func(){
		"part": func() { w.part, w.ownPart = 0, 0 }, "form": func() { w.form = 0 }, "root": func() { w.root = 0 },
		"function-words": func() { w.stop = 0 }, "neighbours": func() { w.adjacent = 0 }, "lead": func() { w.lead = 0 }, "feedback": func() { w.feedback = 0 }, "coverage": func() { w.coverage = 0 },
	} {
		if keys[key] {
			off()
		}
	}
	return w
}
