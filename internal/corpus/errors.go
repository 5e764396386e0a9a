package corpus

import (
	"errors"
	"fmt"
	"strings"
)

// ErrReadOnly is returned by writing methods of a corpus that was opened from
// an fs.FS.
var ErrReadOnly = errors.New("corpus is read-only")

// ParseError names one problem of an article file. Problem and Remedy are for
// the person who keeps the file, in German.
type ParseError struct {
	File    string // relative to the corpus
	Line    int    // from 1; 1 where the whole file is meant
	Problem string
	Remedy  string // what to do about it; may be empty
}

// Error is "FILE:LINE: problem; remedy".
func (e *ParseError) Error() string {
	s := fmt.Sprintf("%s:%d: %s", e.File, max(e.Line, 1), e.Problem)
	if e.Remedy != "" {
		s += "; " + e.Remedy
	}
	return s
}

// ParseErrors are all problems found in one article file, in the order of
// their lines. errors.As finds the first *ParseError in it.
type ParseErrors []*ParseError

func (es ParseErrors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the single errors to the errors package.
func (es ParseErrors) Unwrap() []error {
	list := make([]error, len(es))
	for i, e := range es {
		list[i] = e
	}
	return list
}

// Problems lists the single problems in err. An error of another kind, such as
// a file that can't be opened, becomes one problem of the file.
func Problems(file string, err error) []*ParseError {
	if err == nil {
		return nil
	}
	var many ParseErrors
	if errors.As(err, &many) {
		return many
	}
	var one *ParseError
	if errors.As(err, &one) {
		return []*ParseError{one}
	}
	return []*ParseError{{File: file, Line: 1, Problem: err.Error()}}
}

// problems collects while a file is parsed.
type problems struct {
	file string
	list ParseErrors
}

func (p *problems) add(line int, remedy, format string, args ...any) {
	const most = 20 // a file that is not an article has as many problems as lines
	if len(p.list) < most {
		p.list = append(p.list, &ParseError{p.file, max(line, 1), fmt.Sprintf(format, args...), remedy})
	}
}

func (p *problems) err() error {
	if len(p.list) == 0 {
		return nil
	}
	return p.list
}
