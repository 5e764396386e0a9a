// Package dateparser stands in for github.com/markusmobius/go-dateparser, which
// reads dates in 200 languages and makes 23 MB of tables and expressions for that
// whenever a program starts that links it, the server included. go-htmldate asks
// it for dates in running text, on behalf of go-trafilatura; package page never
// uses the dates of go-trafilatura and reads German ones itself. So this one
// knows no date. go.mod puts it in place (replace); written from the calls that
// go-htmldate makes, without the original's code.
package dateparser

import (
	"errors"
	"time"
)

// ParserType is a way to read a date.
type ParserType uint8

// The ways that go-htmldate names.
const (
	CustomFormat ParserType = iota
	AbsoluteTime
)

// PreferredDateSource says which of several dates is meant.
type PreferredDateSource uint8

// Past is the one before now.
const Past PreferredDateSource = 1

// Configuration is how dates are read.
type Configuration struct {
	PreferredDateSource PreferredDateSource
	StrictParsing       bool
}

// Parser reads no date.
type Parser struct{ ParserTypes []ParserType }

// Date is what was read.
type Date struct{ Time time.Time }

var errNoDate = errors.New("dates in running text are not read here")

// Parse always fails.
func (*Parser) Parse(*Configuration, string, ...string) (Date, error) { return Date{}, errNoDate }
