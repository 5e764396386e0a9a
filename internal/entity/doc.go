// Package entity knows who and what the articles are about: a registry of
// entities kept by hand, a recogniser that finds their names in running German
// text, and statistics of where they stand.
//
// # The registry
//
// The registry is a YAML file, corpus/entities.yaml, and optionally the user's
// own beside it; where both have an id, the later file wins. Every key but id,
// name and kind is optional:
//
//	entities:
//	  - id: kim-jong-un              # slug of a-z, 0-9 and hyphens, permanent
//	    name: Kim Jong Un            # canonical German name
//	    kind: person                 # person, organisation, place, topic, event or product
//	    description: …               # short, German
//	    wikidata: Q56226
//	    aliases:                     # strings, or form with case and context
//	      - Kim Jong-un
//	      - {form: Un, case: true}   # only in exactly this letter case
//	      - {form: AP, context: [Nachrichtenagentur]}
//	      - {form: Zeit, quoted: true}  # only in quotation marks: der „Zeit“
//	    short: [Kim]                 # count only where a full name of the entity stands in the same article
//	    adjectives: [nordkoreanisch] # derived adjectives, found in every ending
//	    inhabitants: [Nordkoreaner]  # likewise derived
//	    phrases:                     # descriptive mentions; @id stands for the names of another entity
//	      - (Sanktionen|Beschlüsse) (der|des) (@vereinte-nationen|@un-sicherheitsrat)
//	    never_in: [Kim Min-jae]      # longer expressions in which a form of the entity is not it
//	    context: [Raumfahrt]         # the article must have one of these words, in any ending
//	    formerly: [kim-jong-eun]     # ids it had before; they lead to the present one
//
// A person without short gets the last word of the name as one, unless two
// persons share it. Names are written in their base form: the recogniser knows
// genitives, the endings of adjectives inside names, hyphen, space and closed
// spelling, ways to transliterate Russian, and misprints of one letter in long
// names. A name in capitals of up to three letters (AP, UN) is found in
// capitals only; a word that begins with a small letter in the registry
// (westliche Sanktionen) is found with either.
//
// # Mentions
//
// A mention covers the name with its genitive ending, without title, article
// and quotes. Of a compound it covers the whole word where the registry has the
// whole word as a name (UN-Sanktionen, Ukrainekrieg), else only the part that
// is the name (Kreml in Kremlchef, Nordkorea in Nordkorea-Experte). Of names
// inside names the longest counts. What the registry lacks is left to the
// tagger (package tagger), whose persons and places are marked as suggested.
package entity
