package importer

import (
	"net/url"
	"strings"
)

// urlKey is the form in which addresses are compared: without scheme, "www.",
// default port, fragment, tracking parameters and a slash at the end. "" for
// what is no address.
func urlKey(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" {
		return ""
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if p := u.Port(); p != "" && p != "80" && p != "443" {
		host += ":" + p
	}
	key := host + strings.TrimRight(u.EscapedPath(), "/")
	if q := withoutTracking(u.RawQuery); q != "" {
		key += "?" + q
	}
	return key
}

func hostOf(s string) string {
	host, _, _ := strings.Cut(urlKey(s), "/")
	host, _, _ = strings.Cut(host, "?")
	return host
}

var tracking = map[string]bool{
	"fbclid": true, "gclid": true, "dclid": true, "msclkid": true, "mc_cid": true, "mc_eid": true, "igshid": true,
	"wt_mc": true, "wt_zmc": true, "xtor": true, "cmpid": true, "sara_ref": true, "sara_ecid": true,
}

func withoutTracking(query string) string {
	if query == "" {
		return ""
	}
	var keep []string
	for part := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(strings.ToLower(part), "=")
		if part != "" && !tracking[name] && !strings.HasPrefix(name, "utm_") && !strings.HasPrefix(name, "at_") {
			keep = append(keep, part)
		}
	}
	return strings.Join(keep, "&")
}
