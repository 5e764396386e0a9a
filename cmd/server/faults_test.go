//go:build linux

package main

import (
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"depesche/internal/testkit"
)

// insider asks a closed archive as a reader whom a trusted proxy names.
type insider struct {
	p *process
	t *testing.T
}

const nameHeader = "X-Remote-User"

func (i insider) do(method, path string, form url.Values) (status int, body string, err error) {
	req, err := http.NewRequest(method, i.p.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		i.t.Fatal(err)
	}
	req.Header.Set(nameHeader, "redaktion")
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", i.p.base)
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return res.StatusCode, string(b), err
}

var (
	formToken = regexp.MustCompile(`name="token" value="([^"]+)"`)
	shareID   = regexp.MustCompile(`name="id" value="([^"]+)"`)
)

// TestKilledShares kills a server (kill -9) that makes and revokes share links: each
// link that was acknowledged is listed after the next start, and what was revoked
// stays so.
func TestKilledShares(t *testing.T) {
	long(t)
	corpus, data, inbox := filepath.Join(t.TempDir(), "corpus"), t.TempDir(), t.TempDir()
	writeNumbered(t, inbox, 0, 3)
	if status, _, complaints := call(t, nil, "import", "-no-captures", "-corpus", corpus, "-data", data, inbox); status != exitDone {
		t.Fatal(complaints)
	}
	closed := []string{"-access", "header", "-access-header", nameHeader, "-trusted-proxy", "127.0.0.1/32"}
	made, revoked, kills := map[string]bool{}, map[string]bool{}, envNumber(t, "DEPESCHE_SHARE_KILLS", 5)
	for round := range kills + 1 {
		p := startProcess(t, corpus, data, closed...)
		in := insider{p, t}
		status, list, err := in.do(http.MethodGet, "/teilen", nil)
		if err != nil || status != http.StatusOK {
			t.Fatalf("round %d: the list of links answers %d, %v\n%s", round, status, err, p.log)
		}
		for id := range made {
			open := strings.Contains(list, `value="`+id+`"`) // with a form to revoke it
			if revoked[id] && open {
				t.Errorf("round %d: link %s, which was revoked, is open", round, id)
			}
			if !revoked[id] && !open {
				t.Errorf("round %d: link %s, which was made, is not open", round, id)
			}
		}
		if round == kills {
			p.stop()
			break
		}
		_, hits, err := in.do(http.MethodGet, "/api/v1/search?q=Wostotschny", nil)
		article := regexp.MustCompile(`"id":"([0-9a-z]+)"`).FindStringSubmatch(hits)
		if err != nil || article == nil {
			t.Fatalf("no article: %v %s", err, hits)
		}
		_, page, err := in.do(http.MethodGet, "/teilen?artikel="+article[1], nil)
		token := formToken.FindStringSubmatch(page)
		if err != nil || token == nil {
			t.Fatalf("no form: %v %s", err, page)
		}
		time.AfterFunc(50*time.Millisecond+rand.N(600*time.Millisecond), func() { p.cmd.Process.Kill() })
		for {
			status, page, err := in.do(http.MethodPost, "/teilen", url.Values{"token": token[1:], "artikel": {article[1]}, "tage": {"7"}})
			if err != nil {
				break
			}
			ids := shareID.FindAllStringSubmatch(page, -1)
			if status != http.StatusOK || len(ids) == 0 {
				t.Fatalf("making a link answers %d\n%s", status, page)
			}
			for _, id := range ids {
				made[id[1]] = made[id[1]] || !revoked[id[1]]
			}
			last := ids[rand.IntN(len(ids))][1]
			if status, _, err = in.do(http.MethodPost, "/teilen/zurueckziehen", url.Values{"token": token[1:], "id": {last}}); err != nil {
				delete(made, last) // either way
				break
			} else if status != http.StatusSeeOther {
				t.Fatalf("revoking %s answers %d", last, status)
			}
			revoked[last] = true
		}
		<-p.done
	}
	if len(made) < kills || len(revoked) < kills {
		t.Errorf("%d links made, %d revoked: that shows nothing", len(made), len(revoked))
	}
	t.Logf("killed %d times: %d links acknowledged, %d of them revoked", kills, len(made), len(revoked))
}

// TestSwapOnAFullDisk: where there is no room for a new index beside the old one,
// the old one goes on answering, the program says why, and the swap follows when
// there is room.
func TestSwapOnAFullDisk(t *testing.T) {
	long(t)
	corpus, data, inbox := filepath.Join(t.TempDir(), "corpus"), smallDisk(t, "64m"), t.TempDir()
	const n = 200
	writeNumbered(t, inbox, 0, n)
	if status, _, complaints := call(t, nil, "import", "-no-captures", "-corpus", corpus, "-data", t.TempDir(), inbox); status != exitDone {
		t.Fatal(complaints)
	}
	startProcess(t, corpus, data).stop()
	k := &killing{data: data}
	if !k.outdate(t) {
		t.Fatal("there is no index to be outdated")
	}
	filler := fill(t, filepath.Join(data, "filler"))
	p := startProcess(t, corpus, data)
	for range 20 {
		if found := count(p, "Wostotschny"); found != n {
			t.Errorf("without room for a new index a search finds %d of %d articles", found, n)
		}
		time.Sleep(50 * time.Millisecond)
	}
	waitFor(t, "the reason in the log or on /status", func() bool {
		_, body := p.get("/status")
		return strings.Contains(body, "angehalten") || strings.Contains(p.log.String(), "space")
	})
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the new index", func() bool { return strings.Contains(p.log.String(), "a new index answers") })
	if found := count(p, "Wostotschny"); found != n {
		t.Errorf("after the swap a search finds %d of %d articles", found, n)
	}
	p.stop()
}

// TestWithoutPermission runs the program as somebody who may not read or write the
// folders: it says so and names the folder, at once; with permission it starts.
func TestWithoutPermission(t *testing.T) {
	long(t)
	if os.Getuid() != 0 {
		testkit.Missing(t, "another user: needs root")
	}
	const nobody = 65534
	path := builtServer(t)
	top := t.TempDir()
	for dir := top; dir != "/" && dir != os.TempDir(); dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	os.Chmod(filepath.Dir(path), 0o755)
	os.Chmod(filepath.Dir(filepath.Dir(path)), 0o755)
	corpus, data, inbox := filepath.Join(top, "corpus"), filepath.Join(top, "data"), t.TempDir()
	writeNumbered(t, inbox, 0, 3)
	if status, _, complaints := call(t, nil, "import", "-no-captures", "-corpus", corpus, "-data", t.TempDir(), inbox); status != exitDone {
		t.Fatal(complaints)
	}
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	as := func(args ...string) *exec.Cmd {
		cmd := exec.Command(path, args...)
		cmd.Dir, cmd.Env = "/", []string{"PATH=/bin"} // and no HOME
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		return cmd
	}
	fails := func(what, names string, args ...string) {
		t.Helper()
		begun := time.Now()
		cmd := as(args...)
		timer := time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() })
		defer timer.Stop()
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != exitProblems || !strings.Contains(string(out), names) || !strings.Contains(string(out), "permission denied") {
			t.Errorf("%s: %v, and says %s; want exit status 1 and %s", what, err, out, names)
		}
		if took := time.Since(begun); took > 2*time.Second {
			t.Errorf("%s: took %v", what, took)
		}
	}
	serve := []string{"serve", "-addr", "127.0.0.1:0", "-corpus", corpus, "-data", data}
	fails("data folder of somebody else", data, serve...)
	fails("reindex with the data folder of somebody else", data, "reindex", "-corpus", corpus, "-data", data)
	page := filepath.Join(top, "seite.txt")
	if err := os.WriteFile(page, []byte("Kim reist weiter\n\nDie Nachrichtenagentur meldet am Dienstag die Reise nach Kasan.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	fails("import into the corpus of somebody else", corpus, "import", "-corpus", corpus, "-data", data, page)
	if err := os.Chown(data, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, log: &lockedBuffer{}, done: make(chan error, 1), cmd: as(serve...)}
	p.begin()
	p.waitReady(30 * time.Second)
	if found := count(p, "Wostotschny"); found != 3 {
		t.Errorf("%d articles of 3 are found", found)
	}
	p.stop()
}
