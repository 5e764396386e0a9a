package access

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"depesche/internal/archive"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func TestPasswordRoundTrip(t *testing.T) {
	p, err := NewPassword("Öllager 7", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	read, err := ParsePassword(p.String() + "\n")
	if err != nil {
		t.Fatal(err)
	}
	for password, want := range map[string]bool{"Öllager 7": true, "öllager 7": false, "": false, "Öllager 7 ": false} {
		if got := read.Matches(password); got != want {
			t.Errorf("Matches(%q) = %v, want %v", password, got, want)
		}
	}
	if (Password{}).Matches("") {
		t.Error("no password matches the empty one")
	}
	other, _ := NewPassword("Öllager 7", rand.Reader)
	if other.String() == p.String() {
		t.Error("two hashes of one password have one salt")
	}
}

func TestParsePasswordRefuses(t *testing.T) {
	const salt, sum = "c2FsdHNhbHRzYWx0", "aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNo"
	for _, s := range []string{
		"", "geheim", "$argon2i$v=19$m=19456,t=2,p=1$" + salt + "$" + sum, "$argon2id$v=19$m=1,t=2,p=1$" + salt + "$" + sum,
		"$argon2id$v=19$m=4194304,t=2,p=1$" + salt + "$" + sum, "$argon2id$v=19$m=19456,t=999,p=1$" + salt + "$" + sum,
		"$argon2id$v=19$m=19456,t=2,p=1$$", "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$!!",
	} {
		if p, err := ParsePassword(s); err == nil {
			t.Errorf("ParsePassword(%q) = %v, want an error", s, p)
		}
	}
	if _, err := ParsePassword("$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + sum); err != nil {
		t.Error(err)
	}
}

func keys(t *testing.T, secret string) Keys {
	k, err := NewKeys(secret)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestSession(t *testing.T) {
	k := keys(t, "0123456789abcdef")
	token := k.Token(Session{noon.Add(time.Hour)})
	if _, ok := k.Session(token, noon); !ok {
		t.Error("a fresh session is refused")
	}
	if _, ok := k.Session(token, noon.Add(time.Hour)); ok {
		t.Error("an ended session is taken")
	}
	if _, ok := keys(t, "another secret 1").Session(token, noon); ok {
		t.Error("a session of another secret is taken")
	}
	for i := range token {
		b := []byte(token)
		b[i] ^= 1
		if _, ok := k.Session(string(b), noon); ok {
			t.Errorf("a session with byte %d changed is taken", i)
		}
	}
	for name, other := range map[string]string{
		"link": k.LinkToken(Link{"x", "abcd", "", noon.Add(time.Hour)}), "form": k.FormToken("", noon.Add(time.Hour)),
	} {
		if _, ok := k.Session(other, noon); ok {
			t.Errorf("the token of a %s is taken for a session", name)
		}
	}
}

func TestFormToken(t *testing.T) {
	k := keys(t, "0123456789abcdef")
	token := k.FormToken("anna", noon.Add(time.Hour))
	for _, c := range []struct {
		reader string
		at     time.Time
		want   bool
	}{{"anna", noon, true}, {"bert", noon, false}, {"", noon, false}, {"anna", noon.Add(time.Hour), false}} {
		if got := k.FormValid(token, c.reader, c.at); got != c.want {
			t.Errorf("FormValid for %q at %v = %v, want %v", c.reader, c.at, got, c.want)
		}
	}
}

func TestLinkOpens(t *testing.T) {
	for _, c := range []struct {
		link    Link
		article archive.ID
		pid     string
		want    bool
	}{
		{Link{Article: "abcd1"}, "abcd1", "", true}, {Link{Article: "abcd1"}, "abcd1", "k3m9x", true}, {Link{Article: "abcd1"}, "abcd2", "", false},
		{Link{Article: "abcd1", PID: "k3m9x"}, "abcd1", "k3m9x", true}, {Link{Article: "abcd1", PID: "k3m9x"}, "abcd1", "", false},
		{Link{Article: "abcd1", PID: "k3m9x"}, "abcd1", "zzzzz", false},
	} {
		if got := c.link.Opens(c.article, c.pid); got != c.want {
			t.Errorf("%+v opens %s/%s: %v, want %v", c.link, c.article, c.pid, got, c.want)
		}
	}
}

func TestParseCard(t *testing.T) {
	for s, ok := range map[string]bool{"none": true, "bibliographic": true, "title": true, "": false, "Title": false} {
		if c, err := ParseCard(s); (err == nil) != ok || ok && string(c) != s {
			t.Errorf("ParseCard(%q) = %q, %v", s, c, err)
		}
	}
}

type memoryFile struct{ data []byte }

func (f *memoryFile) Read() ([]byte, error) {
	if f.data == nil {
		return nil, fs.ErrNotExist
	}
	return f.data, nil
}
func (f *memoryFile) Write(b []byte) error { f.data = b; return nil }

func TestLinkFromIssueToRevocation(t *testing.T) {
	file := &memoryFile{}
	k, links := keys(t, "0123456789abcdef"), NewLinks(file)
	issued, err := links.Issue(Issued{Article: "abcd1", PID: "k3m9x", Made: noon, Until: noon.Add(24 * time.Hour)}, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	token := k.LinkToken(Link{issued.ID, issued.Article, issued.PID, issued.Until})
	link, err := k.Link(token, noon)
	if err != nil || link.Article != "abcd1" || link.PID != "k3m9x" {
		t.Fatalf("link %+v, error %v", link, err)
	}
	if err := NewLinks(file).Open(link); err != nil {
		t.Errorf("a listed link is refused after a restart: %v", err)
	}
	if _, err := k.Link(token, noon.Add(25*time.Hour)); archive.CodeOf(err) != archive.CodeGone {
		t.Errorf("an expired link: %v, want code gone", err)
	}
	if _, err := k.Link(strings.ToUpper(token), noon); archive.CodeOf(err) != archive.CodeNotFound {
		t.Errorf("a changed link: %v, want code not_found", err)
	}
	if err := links.Revoke(issued.ID); err != nil {
		t.Fatal(err)
	}
	if err := NewLinks(file).Open(link); archive.CodeOf(err) != archive.CodeGone {
		t.Errorf("a revoked link: %v, want code gone", err)
	}
	if err := links.Revoke("nope"); archive.CodeOf(err) != archive.CodeNotFound {
		t.Errorf("revoking an unknown link: %v", err)
	}
}

func TestLinksRefuse(t *testing.T) {
	links := NewLinks(&memoryFile{})
	for _, l := range []Issued{
		{Article: "", Made: noon, Until: noon.Add(time.Hour)}, {Article: "abcd1", Made: noon, Until: noon},
		{Article: "abcd1", Made: noon, Until: noon.Add(MaxLinkAge + time.Second)},
	} {
		if got, err := links.Issue(l, rand.Reader); archive.CodeOf(err) != archive.CodeInvalid {
			t.Errorf("Issue(%+v) = %+v, %v", l, got, err)
		}
	}
	if _, err := NewLinks(&memoryFile{[]byte("{\"id\":\"a\"}\n{broken\n")}).All(); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a broken list: %v, want line 2 named", err)
	}
}

func TestLimiter(t *testing.T) {
	now := noon
	l := NewLimiter(3, time.Minute, 2, func() time.Time { return now })
	for i := range 3 {
		if _, ok := l.Allow("a"); !ok {
			t.Fatalf("try %d is refused", i)
		}
	}
	if wait, ok := l.Allow("a"); ok || wait <= 0 || wait > time.Minute {
		t.Errorf("the fourth try: allowed %v, wait %v", ok, wait)
	}
	now = now.Add(-time.Hour)
	if _, ok := l.Allow("a"); ok {
		t.Error("setting the clock back gives a try")
	}
	now = now.Add(time.Minute)
	if _, ok := l.Allow("a"); !ok {
		t.Error("a minute later no try has come back")
	}
	for i := range 100 {
		l.Allow(fmt.Sprint("client", i))
	}
	if n := len(l.bucket); n > 2 {
		t.Errorf("the limiter holds %d clients, want at most 2", n)
	}
}

func FuzzTokens(f *testing.F) {
	k := Keys{"0123456789abcdef"}
	f.Add(k.Token(Session{noon}))
	f.Add(k.LinkToken(Link{"x", "abcd", "k3m9x", noon}))
	f.Add("..")
	f.Fuzz(func(t *testing.T, token string) {
		if s, ok := k.Session(token, time.Unix(0, 0)); ok && k.Token(s) != token {
			t.Fatalf("%q was not sealed by us, but taken", token)
		}
		if l, err := k.Link(token, time.Unix(0, 0)); err == nil && k.LinkToken(l) != token {
			t.Fatalf("%q was not sealed by us, but taken", token)
		}
	})
}

func BenchmarkPassword(b *testing.B) {
	p, err := NewPassword("geheim", bytes.NewReader(make([]byte, 16)))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		p.Matches("anders")
	}
}
