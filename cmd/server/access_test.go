package main

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"depesche/internal/access"
	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/metrics"
	"depesche/internal/server"
)

func runText(t *testing.T, stdin string, env map[string]string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, complaints bytes.Buffer
	status = run(t.Context(), args, func(k string) (string, bool) { v, ok := env[k]; return v, ok }, console{strings.NewReader(stdin), &out, &complaints})
	return status, out.String(), complaints.String()
}

func TestPasswordCommand(t *testing.T) {
	status, out, complaints := runText(t, "Öllager 7\n", nil, "password")
	if status != exitDone {
		t.Fatalf("status %d: %s", status, complaints)
	}
	p, err := access.ParsePassword(out)
	if err != nil || !p.Matches("Öllager 7") {
		t.Errorf("prints %q (%v), which is no hash of what was given", out, err)
	}
	if status, _, _ := runText(t, "", nil, "password"); status != exitProblems {
		t.Errorf("an empty password gives status %d", status)
	}
	if status, _, _ := runText(t, "x\n", nil, "password", "geheim"); status != exitUsage {
		t.Errorf("a password as argument gives status %d", status)
	}
}

func TestAccessSettings(t *testing.T) {
	_, hash, _ := runText(t, "geheim\n", nil, "password")
	file := filepath.Join(t.TempDir(), "hash")
	if err := os.WriteFile(file, []byte(hash), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		env  map[string]string
		want string // in the complaint; "" for none
	}{
		{nil, nil, ""},
		{[]string{"-access", "password"}, nil, "server password"},
		{[]string{"-access", "password", "-password-hash-file", file}, nil, ""},
		{[]string{"-access", "password"}, map[string]string{"DEPESCHE_PASSWORD_HASH": hash}, ""},
		{[]string{"-access", "header"}, nil, "-access-header"},
		{[]string{"-access", "header", "-access-header", "X-Remote-User"}, nil, "-trusted-proxy"},
		{[]string{"-access", "header", "-access-header", "a b", "-trusted-proxy", "::1"}, nil, "-access-header"},
		{[]string{"-access", "header", "-access-header", "X-Remote-User", "-trusted-proxy", "::1"}, nil, ""},
		{[]string{"-access", "members"}, nil, "open, password or header"},
		{[]string{"-card", "all"}, nil, "none, bibliographic or title"},
	} {
		status, out, complaint := runText(t, "", c.env, append(c.args, "-print-config")...)
		if c.want == "" && status != exitDone || c.want != "" && (status != exitUsage || !strings.Contains(complaint, c.want)) {
			t.Errorf("%v: status %d, %q; want %q in it", c.args, status, complaint, c.want)
		}
		if strings.Contains(out, "argon2id") {
			t.Errorf("%v: -print-config tells the hash: %s", c.args, out)
		}
	}
}

func TestPolicyKeepsLinksBesideTheArticles(t *testing.T) {
	dir := t.TempDir()
	store, err := corpus.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	cfg := Config{Access: "header", AccessHeader: "X-Remote-User", Card: "none", Data: filepath.Join(t.TempDir(), "data")}
	policy, err := cfg.policy(store)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	issued, err := policy.Links.Issue(access.Issued{Article: "abcd1", Made: now, Until: now.Add(time.Hour)}, bytes.NewReader(make([]byte, 64)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "shares", "links.jsonl")); err != nil {
		t.Error(err)
	}
	token := policy.Keys.LinkToken(access.Link{ID: issued.ID, Article: "abcd1", Until: issued.Until})
	again, err := cfg.policy(store)
	if err != nil {
		t.Fatal(err)
	}
	link, err := again.Keys.Link(token, now)
	if err != nil || again.Links.Open(link) != nil {
		t.Errorf("after a restart the link is %+v, %v", link, err)
	}
	readOnly := cfg
	policy, err = readOnly.policy(corpus.OpenFS(store.FS()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := policy.Links.Issue(access.Issued{Article: "abcd1", Made: now, Until: now.Add(time.Hour)}, bytes.NewReader(make([]byte, 64))); archive.CodeOf(err) == "" {
		t.Error("a link is made in a corpus that is read-only")
	}
	if err := os.WriteFile(filepath.Join(cfg.Data, "access.key"), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := cfg.policy(store); err == nil || !strings.Contains(err.Error(), "access.key") {
		t.Errorf("a damaged secret: %v", err)
	}
}

type fixedStatus server.Status

func (s fixedStatus) status() server.Status { return server.Status(s) }

func TestOpsListener(t *testing.T) {
	m := metrics.New()
	gauges(m, fixedStatus{Ready: true, Articles: 42})
	m.ObserveRequest("/suche", 200, time.Millisecond)
	var log bytes.Buffer
	stop, err := serveOps("127.0.0.1:0", m, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	_, addr, _ := strings.Cut(strings.TrimSpace(log.String()), "addr=")
	res, err := http.Get("http://" + addr + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	for _, want := range []string{"depesche_articles 42", "depesche_ready 1", `route="/suche"`} {
		if !strings.Contains(string(body), want) {
			t.Errorf("/metrics lacks %s", want)
		}
	}
}
