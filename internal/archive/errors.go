package archive

import (
	"errors"
	"fmt"
)

// Code classes an error by what the one who asked can do about it.
type Code string

// The codes; the server maps each to one HTTP status, the command line to an
// exit status.
const (
	CodeInternal    Code = "internal"    // our fault; details are in the log only
	CodeInvalid     Code = "invalid"     // the request can't be right
	CodeNotFound    Code = "not_found"   // no such thing
	CodeGone        Code = "gone"        // was here, was removed
	CodeMoved       Code = "moved"       // is elsewhere now: see Moved
	CodeTooLarge    Code = "too_large"   // over a limit of size
	CodeTooMany     Code = "too_many"    // asked too often; try later
	CodeTooCostly   Code = "too_costly"  // would take more work than one request may
	CodeUnavailable Code = "unavailable" // can't be answered now; try later
	CodeNoSpace     Code = "no_space"    // storage is full
	CodeForbidden   Code = "forbidden"   // not for this reader
	CodeConflict    Code = "conflict"    // contradicts what is there
)

// Error is an error with a message for the person who asked, in German, apart
// from the cause, which is for the log.
type Error struct {
	Code    Code
	Message string
	Err     error
}

func (e *Error) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("%s: %s", e.Code, e.Message)
	}
	return fmt.Sprintf("%s: %s: %v", e.Code, e.Message, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error without a cause.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// CodeOf is the code of the first Error in err's chain, CodeInternal if there
// is none, "" for nil.
func CodeOf(err error) Code {
	var e *Error
	var moved *Moved
	switch {
	case err == nil:
		return ""
	case errors.As(err, &moved):
		return CodeMoved
	case errors.As(err, &e):
		return e.Code
	}
	return CodeInternal
}

// MessageOf is the message for the person who asked, "" if err has none.
func MessageOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Message
	}
	return ""
}

// Moved says that what was asked for by one id has another now: a merged
// article or a renamed entity.
type Moved struct {
	To string // id or slug
}

func (m *Moved) Error() string { return "moved to " + m.To }
