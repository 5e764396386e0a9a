package logs

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"unicode"
)

func TestLinesStayLines(t *testing.T) {
	for _, format := range []string{"text", "json"} {
		for _, hostile := range []string{"a\nb", "a\r\nb", "\x1b[2J", "\u009b2J", "\u0085", "\u2028", "\u202e", "\xff", "\x00", "\x7f", "\u200b"} {
			var out bytes.Buffer
			log := New(&out, format, slog.LevelInfo)
			log.Info("m"+hostile, "text", hostile, "err", errors.New(hostile), slog.Group("g", "k", hostile))
			line := strings.TrimSuffix(out.String(), "\n")
			if strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("%s: %q is written as %q", format, hostile, line)
			}
		}
		var out bytes.Buffer
		New(&out, format, slog.LevelInfo).Info("Öl", "path", "/a/größe")
		if !strings.Contains(out.String(), "Öl") || !strings.Contains(out.String(), "/a/größe") {
			t.Errorf("%s: letters are escaped: %s", format, out.String())
		}
	}
}
