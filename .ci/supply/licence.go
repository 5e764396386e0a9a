package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// accepted licences: those that let anybody pass on the program, changed or
// not, under its own licence, if their texts go with it.
var accepted = []string{"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "ISC", "MIT", "OFL-1.1", "Unlicense"}

// read are files that say in words of their own which licences hold, and were
// read by a person: module, file, SHA-256.
var read = map[[3]string][]string{
	// Files from libyaml are under MIT, all others under Apache 2.0.
	{"go.yaml.in/yaml/v3", "LICENSE", "d18f6323b71b0b768bb5e9616e36da390fbd39369a81807cca352de4e4e6aa0b"}: {"Apache-2.0", "MIT"},
	// The notice of Apache 2.0 without its text.
	{"github.com/markusmobius/go-domdistiller", "LICENSE-boilerpipe.txt", "892e8f128e95162bc4c30527e3c9e82bc78cc8c76f0150dfb2b7d1c70ab9866b"}: {"Apache-2.0"},
	// Empty. What it was ported from, Chromium's DOM Distiller, is under the BSD licence of Chromium.
	{"github.com/markusmobius/go-domdistiller", "LICENSE-domdistiller.txt", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}: {"BSD-3-Clause"},
}

// hallmark is how a licence is recognised: all phrases stand in its text, and
// the text has about as many words as the licence has, so that an added clause
// does not pass under its name.
type hallmark struct {
	spdx     string
	phrases  []string
	min, max int // words, copyright lines left out
}

const (
	mitGrant   = "permission is hereby granted free of charge to any person obtaining a copy of this software"
	bsdGrant   = "redistribution and use in source and binary forms with or without modification are permitted"
	bsdNoName  = "may be used to endorse or promote products derived from this software"
	bsdBinary  = "redistributions in binary form must reproduce the above copyright"
	iscGrant   = "permission to use copy modify and or distribute this software for any purpose with or without fee is hereby granted"
	apacheName = "apache license version 2 0 january 2004"
)

// hallmarks, the more particular before the more general.
var hallmarks = []hallmark{
	{"Apache-2.0", []string{apacheName, "grant of patent license", "end of terms and conditions"}, 1400, 1720},
	{"BSD-3-Clause", []string{bsdGrant, bsdBinary, bsdNoName}, 170, 250},
	{"BSD-2-Clause", []string{bsdGrant, bsdBinary}, 140, 210},
	{"MIT", []string{mitGrant, "the above copyright notice and this permission notice shall be included"}, 140, 200},
	{"ISC", []string{iscGrant, "appear in all copies"}, 80, 140},
	{"0BSD", []string{iscGrant}, 60, 120},
	{"BSL-1.0", []string{"boost software license version 1 0"}, 200, 260},
	{"Unlicense", []string{"this is free and unencumbered software released into the public domain"}, 150, 240},
	{"CC0-1.0", []string{"cc0 1 0 universal", "statement of purpose"}, 900, 1200},
	{"OFL-1.1", []string{"sil open font license version 1 1"}, 500, 800},
}

var (
	copyrightLine = regexp.MustCompile(`(?im)^\W*(copyright\b.*(\d{4}|\(c\)|©).*|©.*|\(c\).*|all rights reserved\.?|(the )?mit license.*|bsd.{0,20}license)$`)
	notWord       = regexp.MustCompile(`[^\pL\pN]+`)
)

// licencesIn recognises the licences of one file. A file may hold several, one
// after the other. What is not recognised gives "".
func licencesIn(text string) []string {
	words := strings.TrimSpace(notWord.ReplaceAllString(strings.ToLower(copyrightLine.ReplaceAllString(text, "")), " "))
	n := len(strings.Fields(words))
	for _, h := range hallmarks {
		if h.in(words) && n >= h.min && n <= h.max {
			return []string{h.spdx}
		}
	}
	return several(words, n)
}

// several tries whether the text is two or three licences in a row.
func several(words string, n int) []string {
	var names []string
	least, most := 0, 0
	for _, h := range hallmarks {
		if !h.in(words) || slices.Contains(names, "BSD-3-Clause") && h.spdx == "BSD-2-Clause" {
			continue
		}
		times := strings.Count(words, h.phrases[0])
		names, least, most = append(names, h.spdx), least+times*h.min, most+times*h.max
	}
	const headings = 60 // words that say which part of the code is meant
	if len(names) > 0 && n >= least && n <= most+headings {
		return names
	}
	return []string{""}
}

func (h hallmark) in(words string) bool {
	for _, phrase := range h.phrases {
		if !strings.Contains(words, phrase) {
			return false
		}
	}
	return true
}

// refuse names the modules that must not be shipped as they are.
func refuse(modules []module) error {
	var errs []error
	for _, m := range modules {
		if len(m.licences) == 0 {
			errs = append(errs, fmt.Errorf("%s %s has no file with a licence", m.path, m.version))
		}
		for _, l := range m.licences {
			if l == "" {
				errs = append(errs, fmt.Errorf("%s %s: the licence is not recognised; read %s", m.path, m.version, strings.Join(m.files, ", ")))
			} else if !slices.Contains(accepted, l) {
				errs = append(errs, fmt.Errorf("%s %s: licence %s is not accepted", m.path, m.version, l))
			}
		}
	}
	return errors.Join(errs...)
}
