// Package german is the language: what counts as a word of a text, and what
// other words count as the same.
//
// # The model
//
// [Analyzer.Tokens] cuts a line of text into [Token]s: spans of bytes, each with
// the [Word] that stands there. A Word is the analysis of a spelling and is shared
// by all its occurrences. It has
//
//   - a folded form: lower case, umlauts and ß written out (ä and ae are one,
//     as are ß and ss), other diacritics, soft hyphens and apostrophes dropped;
//   - a stem, which joins the word's inflected forms;
//   - if it is a compound, its parts that are words, as stems with their place in
//     the folded form (Waffen|lieferung|en);
//   - if it may be a name, keys that join its transliterations (Wostotschny, Vostochny).
//
// Hyphenated compounds are a run of tokens (UN-Sanktionen is two), and what an
// ellipsis leaves out is put back (Kurz- und Mittelstreckenraketen has the
// word Kurzstreckenraketen at the place of "Kurz-").
//
// In the same way a verb whose prefix stands at the end of its clause is put back
// together (griff den Hafen an has the word angreifen at the place of "griff").
//
// What is searched beside a word is found when a query is planned, and costs an
// index nothing: its family (Lieferung, liefern: [Analyzer.Family]), its synonyms
// ([Analyzer.Synonyms]), the other spellings of Korean names.
//
// What is decided with the help of word frequencies rests on a [Lexicon]. The one
// built in is made from the protocols of the German Bundestag, which as official
// works are free of copyright (§ 5 UrhG), by
//
//	go run ./internal/german/lexicon/build -in freq_bundestag.tsv.gz -out internal/german/lexicon/bundestag.gz
//
// and lists by hand of what such speeches lack: compounds and nouns of the press
// (lexicon/press.txt), common nouns that are simple words, with their declension
// (lexicon/nouns.txt), and verbs (lexicon/verbs.txt).
package german
