package capture

import (
	"bufio"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// robots are the rules of a robots.txt for one agent (RFC 9309).
type robots struct {
	rules []rule
	delay time.Duration
}

type rule struct {
	path  string
	allow bool
}

// parseRobots takes the groups that name the agent, else those for all.
func parseRobots(text, agent string) robots {
	var own, all robots
	found := false
	var current []*robots
	inRules := false
	scanner := bufio.NewScanner(strings.NewReader(strings.TrimPrefix(text, "\uFEFF")))
	scanner.Buffer(nil, 64<<10)
	for scanner.Scan() {
		line, _, _ := strings.Cut(scanner.Text(), "#")
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "user-agent":
			if inRules {
				current, inRules = nil, false
			}
			switch {
			case value == "*":
				current = append(current, &all)
			case strings.EqualFold(strings.SplitN(value, "/", 2)[0], agent):
				current, found = append(current, &own), true
			}
		case "allow", "disallow":
			inRules = true
			for _, r := range current {
				if value != "" {
					r.rules = append(r.rules, rule{value, strings.EqualFold(strings.TrimSpace(key), "allow")})
				}
			}
		case "crawl-delay":
			inRules = true
			if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds > 0 {
				for _, r := range current {
					r.delay = time.Duration(min(seconds, 10) * float64(time.Second))
				}
			}
		}
	}
	if found {
		return own
	}
	return all
}

// allows applies the longest matching rule; of two as long, the one that
// allows.
func (r robots) allows(u *url.URL) bool {
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	longest, allow := -1, true
	for _, rule := range r.rules {
		if n := len(rule.path); n >= longest && matches(rule.path, path) && (n > longest || rule.allow) {
			longest, allow = n, rule.allow
		}
	}
	return allow
}

// matches reads * as any characters and $ as the end. It is linear in the
// pattern's parts.
func matches(pattern, path string) bool {
	pattern, end := strings.CutSuffix(pattern, "$")
	parts := strings.Split(pattern, "*")
	if !strings.HasPrefix(path, parts[0]) {
		return false
	}
	rest := path[len(parts[0]):]
	for i, part := range parts[1:] {
		if end && i == len(parts)-2 {
			return strings.HasSuffix(rest, part)
		}
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return !end || rest == ""
}
