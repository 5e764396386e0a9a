package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"

	"depesche/internal/frozen"
)

// Config is what is in force: a flag before the environment before the default.
type Config struct {
	Addr          string
	Corpus        string // "" is the copy embedded in the program
	Data          string
	BaseURL       string // "": from the request
	Engine        string
	OpenSearchURL string
	LogFormat     string
	LogQueries    bool
	TrustedProxy  string // comma-separated prefixes
	Dev           bool
	OpsAddr       string // of metrics and profiles; "" is off
	Access        string // open, password or header
	PasswordFile  string
	PasswordHash  string
	AccessHeader  string
	Card          string
	FrozenLimit   int // searches that readers may keep, in all

	corpusGiven bool // by flag or environment, so its absence is an error
}

// setting is one value of Config as flag and as environment variable. What is
// secret and short has no flag, because others on the machine see arguments.
type setting struct {
	flag, env, usage string
	value            flag.Value
	secret           bool
}

func (c *Config) settings() []setting {
	return []setting{
		{"addr", "DEPESCHE_ADDR", "listen `address`", (*text)(&c.Addr), false},
		{"corpus", "DEPESCHE_CORPUS", "`folder` with articles/ and entities.yaml; without it ./corpus, else the embedded copy", &given{&c.Corpus, &c.corpusGiven}, false},
		{"data", "DEPESCHE_DATA", "`folder` of derived state; may be deleted", (*text)(&c.Data), false},
		{"base-url", "DEPESCHE_BASE_URL", "scheme and host of permalinks, such as https://archiv.example; without it from the request", (*text)(&c.BaseURL), false},
		{"engine", "DEPESCHE_ENGINE", "search `engine`: bleve or opensearch", (*text)(&c.Engine), false},
		{"opensearch-url", "DEPESCHE_OPENSEARCH_URL", "`URL` of the OpenSearch cluster", (*text)(&c.OpenSearchURL), true},
		{"log-format", "DEPESCHE_LOG_FORMAT", "`format` of the log: text or json", (*text)(&c.LogFormat), false},
		{"log-queries", "DEPESCHE_LOG_QUERIES", "log what readers search for; off unless asked for", (*onOff)(&c.LogQueries), false},
		{"trusted-proxy", "DEPESCHE_TRUSTED_PROXY", "`prefixes` of proxies whose X-Forwarded headers are believed, such as 10.0.0.0/8,::1/128", (*text)(&c.TrustedProxy), false},
		{"ops-addr", "DEPESCHE_OPS_ADDR", "listen `address` of metrics and profiles, such as 127.0.0.1:9090; without it there are none", (*text)(&c.OpsAddr), false},
		{"access", "DEPESCHE_ACCESS", "who may read: open (everybody), password or header (named by a trusted proxy)", (*text)(&c.Access), false},
		{"password-hash-file", "DEPESCHE_PASSWORD_HASH_FILE", "`file` with the hash that 'server password' prints, for -access password", (*text)(&c.PasswordFile), false},
		{"", "DEPESCHE_PASSWORD_HASH", "the hash itself, instead of the file", (*text)(&c.PasswordHash), true},
		{"access-header", "DEPESCHE_ACCESS_HEADER", "`header` in which a trusted proxy names the reader, such as X-Remote-User, for -access header", (*text)(&c.AccessHeader), false},
		{"card", "DEPESCHE_CARD", "what closed articles show of themselves: none, bibliographic (outlet, date, authors) or title", (*text)(&c.Card), false},
		{"frozen-limit", "DEPESCHE_FROZEN_LIMIT", "`number` of searches that readers may keep (/s), in all", (*amount)(&c.FrozenLimit), false},
		{"dev", "DEPESCHE_DEV", "for developers: serve /stil too", (*onOff)(&c.Dev), false},
	}
}

func defaultConfig(env func(string) (string, bool)) (Config, error) {
	c := Config{Addr: "127.0.0.1:8080", Data: "data", Engine: "bleve", LogFormat: "text", Access: "open", Card: "bibliographic", FrozenLimit: frozen.DefaultMost}
	for _, s := range c.settings() {
		if v, ok := env(s.env); ok && v != "" {
			if err := s.value.Set(v); err != nil {
				return Config{}, fmt.Errorf("environment variable %s=%q: %w", s.env, v, err)
			}
		}
	}
	return c, nil
}

// resolve checks the values and finds the default corpus.
func (c *Config) resolve() error {
	if _, port, err := net.SplitHostPort(c.Addr); err != nil {
		return fmt.Errorf("-addr %q: want host:port, such as 127.0.0.1:8080", c.Addr)
	} else if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("-addr %q: %q is no port", c.Addr, port)
	}
	if c.LogFormat != "text" && c.LogFormat != "json" {
		return fmt.Errorf("-log-format %q: want text or json", c.LogFormat)
	}
	switch c.Engine {
	case "bleve":
	case "opensearch":
		return errors.New("-engine opensearch is not in this build; leave it at bleve")
	default:
		return fmt.Errorf("-engine %q: want bleve", c.Engine)
	}
	if c.Data == "" {
		return errors.New("-data is empty: name a folder that may be written to")
	}
	if err := c.resolveBaseURL(); err != nil {
		return err
	}
	if _, err := c.trustedProxies(); err != nil {
		return err
	}
	if err := c.resolveAccess(); err != nil {
		return err
	}
	if !c.corpusGiven {
		if info, err := os.Stat(defaultCorpus); err == nil && info.IsDir() {
			c.Corpus = defaultCorpus
		}
	}
	return nil
}

func (c *Config) resolveBaseURL() error {
	if c.BaseURL == "" {
		return nil
	}
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" ||
		strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return fmt.Errorf("-base-url %q: want scheme and host alone, such as https://archiv.example", c.BaseURL)
	}
	c.BaseURL = u.Scheme + "://" + u.Host
	return nil
}

func (c *Config) trustedProxies() ([]netip.Prefix, error) {
	var prefixes []netip.Prefix
	for s := range strings.SplitSeq(c.TrustedProxy, ",") {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(s)
		if addr, addrErr := netip.ParseAddr(s); addrErr == nil {
			prefix, err = netip.PrefixFrom(addr, addr.BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("-trusted-proxy: %q is no address prefix such as 10.0.0.0/8", s)
		}
		prefixes = append(prefixes, prefix)
	}
	return prefixes, nil
}

// print writes the values in force as lines of the environment.
func (c *Config) print(w io.Writer) {
	for _, s := range c.settings() {
		v := s.value.String()
		if s.secret && v != "" {
			v = "***"
		}
		fmt.Fprintf(w, "%s=%s\n", s.env, v)
	}
}

type text string

func (t *text) Set(s string) error { *t = text(s); return nil }
func (t *text) String() string {
	if t == nil {
		return ""
	}
	return string(*t)
}

// given is a text that remembers that somebody set it.
type given struct {
	value *string
	given *bool
}

func (g *given) Set(s string) error { *g.value, *g.given = s, s != ""; return nil }
func (g *given) String() string {
	if g == nil || g.value == nil {
		return ""
	}
	return *g.value
}

type onOff bool

func (b *onOff) Set(s string) error {
	v, err := strconv.ParseBool(s)
	if err != nil {
		return errors.New("want true or false")
	}
	*b = onOff(v)
	return nil
}
func (b *onOff) String() string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(bool(*b))
}
func (b *onOff) IsBoolFlag() bool { return true }

// amount is a number from 0.
type amount int

func (c *amount) String() string { return strconv.Itoa(int(*c)) }

func (c *amount) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return errors.New("want a number, such as 1000")
	}
	*c = amount(n)
	return nil
}
