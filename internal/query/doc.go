// Package query turns what a person types into a tree, and the state of a
// search into its one canonical URL.
//
// A [Query] is what was understood of the search box: a tree of [Node]s that no
// engine owns, and a [Warning] for each part that was not understood and is
// searched literally instead. Parsing never fails.
//
// A [Search] is everything a result page depends on: the text of the box, the
// facets, dates, order and page that were chosen, and the expansions that were
// switched off. It has exactly one canonical URL.
//
// # The language of the box
//
//	Putin Kim             both words, in any of their forms (UND, AND may stand between)
//	"Beyond Parallel"     a phrase; „…“, “…” and »…« too
//	=Waffen  exakt:Waffen the written form alone; ="…" for a phrase
//	Rakete*               every word that begins so: from three letters, once in a query
//	-Iran  NICHT Iran     without (NOT)
//	Putin ODER Kim        either (OR, |); binds less tightly than UND
//	(Putin ODER Xi) Kim   parentheses
//	Kim NEAR/5 Putin      at most five words apart, in any order (NAH/5)
//	absatz:(Kim Putin)    in one paragraph
//	medium:taz            a field: medium, person, organisation, ort, thema, ereignis,
//	                      produkt, autor, titel, or their English names
//	von:2023-09 bis:2024  dates with their precision; 19.06.2024 and 06.2024 too
//
// Operators that are words count in capitals only: "oder" and "nicht" are words.
package query
