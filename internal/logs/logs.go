// Package logs makes the program's logger. What comes from outside (paths, file
// names, titles) can neither begin a line of its own in it nor command the
// terminal of whoever reads it.
package logs

import (
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"unicode"
)

// New writes lines of the format text or json to w, from the level on.
func New(w io.Writer, format string, level slog.Leveler) *slog.Logger {
	options := &slog.HandlerOptions{Level: level, ReplaceAttr: printable}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// printable escapes what both forms would write as it is and a terminal obeys: control
// characters from U+007F on (CSI is one of them), marks of direction, line
// separators.
func printable(_ []string, a slog.Attr) slog.Attr {
	var text string
	switch v := a.Value; v.Kind() {
	case slog.KindString:
		text = v.String()
	case slog.KindAny:
		err, ok := v.Any().(error)
		if !ok {
			stringer, isStringer := v.Any().(fmt.Stringer)
			if !isStringer {
				return a
			}
			text = stringer.String()
		} else {
			text = err.Error()
		}
	default:
		return a
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r >= 0x7f && !unicode.IsPrint(r) || r == unicode.ReplacementChar }) {
		quoted := strconv.Quote(text)
		return slog.String(a.Key, quoted[1:len(quoted)-1])
	}
	return a
}
