package server

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tracking are parameters that programs append to addresses that are passed on.
// They ask for nothing.
var tracking = regexp.MustCompile(`^(utm_[a-z_]+|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|twclid|ttclid|li_fat_id|igshid|igsh|mc_cid|mc_eid|mkt_tok|_hsenc|_hsmi|vero_id|wt_[a-z]+|xtor|at_medium|at_campaign|cmpid|icid)$`)

// untracked is a raw query without tracking parameters, the rest as it was.
func untracked(raw string) string {
	if raw == "" {
		return raw
	}
	var kept []string
	for part := range strings.SplitSeq(raw, "&") {
		name, _, _ := strings.Cut(part, "=")
		if name, err := url.QueryUnescape(name); err != nil || !tracking.MatchString(strings.ToLower(name)) {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, "&")
}

// tidied is the path that an address was probably meant to have, if it is
// another: no doubled slashes and none at the end, no punctuation that a chat
// took along, ids and slugs in small letters.
func tidied(r *http.Request) (string, bool) {
	path := r.URL.Path
	if r.Method != http.MethodGet && r.Method != http.MethodHead || !utf8.ValidString(path) || !strings.HasPrefix(path, "/") ||
		strings.ContainsFunc(path, func(c rune) bool { return unicode.IsControl(c) || c == '\\' }) {
		return "", false
	}
	var parts []string
	for part := range strings.SplitSeq(path, "/") {
		switch part {
		case "":
		case ".", "..":
			return "", false
		default:
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return "", false
	}
	last := len(parts) - 1
	parts[last] = strings.TrimRightFunc(parts[last], func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune(".,;:!?)]}>\"'“”’»«", c) })
	tidy := strings.TrimRight("/"+strings.Join(parts, "/"), "/")
	switch parts[0] {
	case "a", "e", "s", "A", "E", "S":
		tidy = strings.ToLower(tidy)
	}
	if tidy = (&url.URL{Path: tidy}).EscapedPath(); tidy == "" || tidy == r.URL.EscapedPath() {
		return "", false
	}
	return tidy, true
}
