package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// call runs the program in this process and returns what it printed.
func call(t *testing.T, env map[string]string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errOut bytes.Buffer
	lookup := func(k string) (string, bool) { v, ok := env[k]; return v, ok }
	status = run(context.Background(), args, lookup, console{strings.NewReader(""), &out, &errOut})
	return status, out.String(), errOut.String()
}

func TestFlagBeforeEnvironmentBeforeDefault(t *testing.T) {
	env := map[string]string{"DEPESCHE_ADDR": "127.0.0.1:1111", "DEPESCHE_DATA": "/env/data", "DEPESCHE_LOG_FORMAT": ""}
	for _, args := range [][]string{
		{"-addr", "127.0.0.1:2222", "-print-config"},
		{"serve", "-print-config", "-addr=127.0.0.1:2222"},
		{"-addr", "127.0.0.1:3333", "serve", "-addr", "127.0.0.1:2222", "-print-config"},
		{"-print-config", "serve", "-addr", "127.0.0.1:2222"},
	} {
		status, out, errOut := call(t, env, args...)
		if status != exitDone {
			t.Errorf("%q: exit status %d: %s", args, status, errOut)
		}
		for _, want := range []string{"DEPESCHE_ADDR=127.0.0.1:2222\n", "DEPESCHE_DATA=/env/data\n", "DEPESCHE_LOG_FORMAT=text\n"} {
			if !strings.Contains(out, want) {
				t.Errorf("%q: no line %q in\n%s", args, want, out)
			}
		}
	}
}

func TestSecretsAreMasked(t *testing.T) {
	status, out, _ := call(t, nil, "-opensearch-url", "https://user:geheim@search.example", "-print-config")
	if status != exitDone || strings.Contains(out, "geheim") || !strings.Contains(out, "DEPESCHE_OPENSEARCH_URL=***") {
		t.Errorf("exit status %d, printed\n%s", status, out)
	}
}

func TestWrongUsage(t *testing.T) {
	tests := []struct {
		args []string
		env  map[string]string
		says string
	}{
		{[]string{"serv"}, nil, `"serv"`},
		{[]string{"-nonsense"}, nil, "nonsense"},
		{[]string{"version", "extra"}, nil, "no arguments"},
		{[]string{"-addr", "8080"}, nil, "host:port"},
		{[]string{"-addr", "127.0.0.1:99999"}, nil, "99999"},
		{[]string{"-base-url", "archiv.example"}, nil, "https://archiv.example"},
		{[]string{"-base-url", "https://archiv.example/pfad"}, nil, "scheme and host"},
		{[]string{"-log-format", "xml"}, nil, "text or json"},
		{[]string{"-engine", "solr"}, nil, "solr"},
		{[]string{"-trusted-proxy", "proxy.example"}, nil, "proxy.example"},
		{nil, map[string]string{"DEPESCHE_DEV": "vielleicht"}, "DEPESCHE_DEV"},
	}
	for _, tt := range tests {
		status, _, errOut := call(t, tt.env, tt.args...)
		if status != exitUsage || !strings.Contains(errOut, tt.says) {
			t.Errorf("%q: exit status %d, says %q; want %d and %q", tt.args, status, errOut, exitUsage, tt.says)
		}
	}
}

func TestEveryCommandHasHelp(t *testing.T) {
	_, usage, _ := call(t, nil, "-h")
	for _, cmd := range commands() {
		status, out, _ := call(t, nil, cmd.name, "-h")
		if status != exitDone || !strings.Contains(out, "usage: server "+cmd.name) {
			t.Errorf("server %s -h: exit status %d, prints %q", cmd.name, status, out)
		}
		if listed := strings.Contains(usage, "  "+cmd.name+" "); listed == cmd.hidden {
			t.Errorf("server -h lists %s: %v, hidden: %v", cmd.name, listed, cmd.hidden)
		}
	}
}

func TestFlagsMayStandBehindArguments(t *testing.T) {
	tests := []struct{ args, want []string }{
		{[]string{"a", "-addr", "127.0.0.1:1", "b"}, []string{"a", "b"}},
		{[]string{"--", "-addr", "b"}, []string{"-addr", "b"}},
		{[]string{"a", "--", "-dev"}, []string{"a", "-dev"}},
		{[]string{"-"}, []string{"-"}},
		{nil, nil},
	}
	for _, tt := range tests {
		cfg, err := defaultConfig(func(string) (string, bool) { return "", false })
		if err != nil {
			t.Fatal(err)
		}
		printConfig := false
		got, err := parseInterspersed(newFlagSet("test", &cfg, &printConfig), tt.args)
		if err != nil {
			t.Errorf("%q: %v", tt.args, err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.args, diff)
		}
	}
}

func TestHealthcheckDialsWildcards(t *testing.T) {
	for addr, want := range map[string]string{
		"0.0.0.0:8080": "127.0.0.1:8080", ":80": "127.0.0.1:80", "[::]:8080": "127.0.0.1:8080", "10.0.0.7:1": "10.0.0.7:1",
	} {
		if got := dialable(addr); got != want {
			t.Errorf("dialable(%q) = %q, want %q", addr, got, want)
		}
	}
}
