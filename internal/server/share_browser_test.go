package server_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"depesche/internal/archive"
	"depesche/internal/server"
	"depesche/internal/server/servertest"
)

// served is a site with the given articles beside the shipped ones.
func served(t *testing.T, more ...archive.Article) string {
	t.Helper()
	a, err := servertest.New(t.TempDir(), more...)
	if err != nil {
		t.Fatal(err)
	}
	a.Config.BaseURL = ""
	s, err := server.New(a.Config)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s)
	t.Cleanup(func() {
		web.Close()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return web.URL
}

// The browser remembers what was looked at, and says what is new since.
func TestNewSinceInBrowser(t *testing.T) {
	ctx, base := startBrowser(t), served(t, imported(120)...)
	open := func(path string) {
		t.Helper()
		do(t, ctx, "open "+path, chromedp.Navigate(base+path), chromedp.WaitReady("main"))
	}
	text := func(selector string) string {
		t.Helper()
		return ask[string](t, ctx, fmt.Sprintf(`[...document.querySelectorAll(%q)].map((e) => e.hidden ? "" : e.innerText).join("|")`, selector))
	}
	wait := func(selector, want string) {
		t.Helper()
		for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
			got := text(selector)
			if strings.Contains(got, want) {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s shows %q, want %q", selector, got, want)
			}
		}
	}
	do(t, ctx, "size", scripts(true), chromedp.EmulateViewport(1000, 800))
	open("/")
	if got := text(".recent"); got != "" {
		t.Errorf("on the first visit: %q", got)
	}
	open("/suche?q=Hafen&sortierung=neueste")
	if got := text(".news"); got != "" {
		t.Errorf("news on the first visit: %q", got)
	}
	open("/e/kim-jong-un")
	open("/")
	wait(".recent li", "Kim Jong Un|„Hafen“")
	// As if the visits were long ago.
	then := servertest.Now.Add(-20 * time.Minute).Format(time.RFC3339)
	ask[bool](t, ctx, `localStorage.setItem("depesche.seen", localStorage.getItem("depesche.seen").replace(/"t":"[^"]*"/g, '"t":"`+then+`"')) === undefined`)
	open("/")
	wait(".recent li", "„Hafen“ seit")
	wait(".recent li", "19 neue Artikel")
	if strings.Contains(strings.Split(text(".recent li"), "|")[0], "neu") {
		t.Errorf("news of a name without any: %q", text(".recent li"))
	}
	do(t, ctx, "follow the news", chromedp.Click(".recent .new"), chromedp.WaitVisible(".hit"))
	if at := ask[string](t, ctx, `location.search`); !strings.Contains(at, "seit=") {
		t.Errorf("the news lead to %s", at)
	}
	wait(".count", "19\u00a0Treffer")
	wait(".news", "19 neue Artikel")
	open("/")
	do(t, ctx, "forget", chromedp.Click(".recent button"))
	open("/")
	if got := text(".recent"); got != "" {
		t.Errorf("after forgetting: %q", got)
	}
	do(t, ctx, "without scripts", scripts(false))
	open("/suche?q=Hafen")
	do(t, ctx, "with scripts again", scripts(true))
	if got := text(".news"); got != "" {
		t.Errorf("without scripts: %q", got)
	}
}

// Selected words can be passed on: the address marks just them, in the archive
// and, by the text directive, in the browser.
func TestSelectionInBrowser(t *testing.T) {
	paragraphs := []string{
		`Der Minister sagte: „Größere Übungen – auch in Övelgönne – sind nicht geplant“, und schwieg. Kim Jong Un reiste nach Wladiwostok.`,
		`Das Schiff lief aus. Das Schiff kam an. Das Schiff lief aus, und das Schiff sank.`,
		`Ein Zeichen ~ und noch eins: 50 % & mehr, a-b, „c“.`,
		strings.Repeat("Sehr lange Sätze haben viele Wörter und hören nicht auf. ", 12) + "Ende.",
		`Der letzte Absatz endet hier.`,
	}
	a := archive.Article{ID: "auswahl01", Title: "Auswahl mit Ümlaut", Outlet: "Blatt", Lang: "de", Rights: archive.RightsFull}
	for _, p := range paragraphs {
		a.Paragraphs = append(a.Paragraphs, archive.Paragraph{Kind: archive.Text, Text: strings.TrimSpace(p)})
	}
	archive.AssignPIDs(a.Paragraphs)
	ctx, base := startBrowser(t), served(t, a)
	path := base + a.Permalink()
	do(t, ctx, "open", scripts(true), chromedp.EmulateViewport(1000, 800))
	// nth is which of several places is meant, from 0; a selection ends in the
	// paragraph to.
	for _, c := range []struct {
		name, words string
		from, nth   int
		to          int
		end         string
		marked      string // what the passage page marks; "" for selections over several paragraphs
	}{
		{"quotes and umlauts", "„Größere Übungen – auch in Övelgönne – sind nicht geplant“", 0, 0, 0, "", "„Größere Übungen – auch in Övelgönne – sind nicht geplant“"},
		{"over a name's mark", "schwieg. Kim Jong", 0, 0, 0, "", "schwieg. Kim Jong"},
		{"part of a word", "ladiwos", 0, 0, 0, "", "ladiwos"},
		{"first of several", "Das Schiff lief aus", 1, 0, 1, "", "Das Schiff lief aus"},
		{"second of several", "Das Schiff lief aus", 1, 1, 1, "", "Das Schiff lief aus"},
		{"a word of many", "Schiff", 1, 3, 1, "", "Schiff"},
		{"signs", "~ und noch eins: 50 % & mehr, a-b, „c“", 2, 0, 2, "", "~ und noch eins: 50 % & mehr, a-b, „c“"},
		{"long", strings.TrimSpace(strings.Repeat("Sehr lange Sätze haben viele Wörter und hören nicht auf. ", 5)), 3, 1, 3, "", strings.TrimSpace(strings.Repeat("Sehr lange Sätze haben viele Wörter und hören nicht auf. ", 5))},
		{"over two paragraphs", "Kim Jong Un reiste nach Wladiwostok.", 0, 0, 1, "Das Schiff lief aus.", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			do(t, ctx, "open", chromedp.Navigate("about:blank"), chromedp.Navigate(path), chromedp.WaitReady(".body"))
			end := c.end
			if end == "" {
				end = c.words
			}
			arguments, err := json.Marshal([]any{a.Paragraphs[c.from].PID, c.words, c.nth, a.Paragraphs[c.to].PID, end})
			if err != nil {
				t.Fatal(err)
			}
			ask[bool](t, ctx, `((pid, words, nth, to, end) => {
				const place = (pid, offset) => { // node and offset of a character of a paragraph
					const walker = document.createTreeWalker(document.getElementById("p-" + pid), NodeFilter.SHOW_TEXT);
					for (let n; (n = walker.nextNode()); offset -= n.data.length) if (offset <= n.data.length) return [n, offset];
				};
				const text = (pid) => document.getElementById("p-" + pid).textContent;
				let from = text(pid).indexOf(words);
				for (let i = 0; i < nth; i++) from = text(pid).indexOf(words, from + 1);
				const until = (to === pid ? from : text(to).indexOf(end)) + end.length;
				getSelection().setBaseAndExtent(...place(to, until), ...place(pid, from)); // backwards
				navigator.share = async (x) => { window.shared = x; };
				Object.defineProperty(navigator, "clipboard", { value: { writeText: async (x) => { window.copied = x; } }, configurable: true });
				return true;
			})(...`+string(arguments)+`)`)
			do(t, ctx, "the bar", chromedp.WaitVisible(".quotebar"))
			labels := ask[string](t, ctx, `[...document.querySelectorAll(".quotebar button")].map((b) => b.textContent).join(", ")`)
			if labels != "Zitat teilen, Zitat kopieren, In die Mappe" {
				t.Errorf("the bar offers %s", labels)
			}
			again := `getSelection().isCollapsed || document.dispatchEvent(new Event("selectionchange"))`
			do(t, ctx, "share", chromedp.Click(".quotebar button:nth-child(1)"))
			ask[bool](t, ctx, again)
			do(t, ctx, "copy", chromedp.WaitVisible(".quotebar"), chromedp.Click(".quotebar button:nth-child(2)"))
			shared := ask[struct{ URL, Text, Title string }](t, ctx, `({URL: shared.url, Text: shared.text, Title: shared.title})`)
			copied := ask[string](t, ctx, `window.copied`)
			u, err := url.Parse(shared.URL)
			if err != nil || !strings.Contains(shared.URL, ":~:text=") || strings.IndexFunc(shared.URL, func(r rune) bool { return r > '~' || r <= ' ' }) >= 0 {
				t.Fatalf("shared %q: %v", shared.URL, err)
			}
			if !strings.HasPrefix(copied, "„"+c.words) || !strings.Contains(copied, "“\n\nAuswahl mit Ümlaut, Blatt\nhttp://") || strings.Contains(copied, ":~:") || strings.Contains(copied, "¶") {
				t.Errorf("copied %q", copied)
			}
			if shared.Text != strings.SplitN(copied, "\n\nAuswahl", 2)[0] {
				t.Errorf("shared the text %q", shared.Text)
			}
			do(t, ctx, "follow", chromedp.Navigate("about:blank"), chromedp.Navigate(shared.URL), chromedp.WaitReady("main"))
			if c.marked == "" {
				if u.Path != a.Permalink() || !strings.HasPrefix(u.Fragment, "p-"+a.Paragraphs[c.from].PID) {
					t.Errorf("shared %q", shared.URL)
				}
				return
			}
			type shown struct {
				Marked []string
				Before string
			}
			if len([]rune(c.words)) > 400 {
				return // the paragraph as a whole
			}
			got := ask[shown](t, ctx, `(() => {
				const marks = [...document.querySelectorAll("blockquote mark.m-quote")], r = document.createRange();
				r.selectNodeContents(document.querySelector("blockquote p"));
				if (marks.length) r.setEndBefore(marks[0]);
				return { Marked: [marks.map((m) => m.textContent).join("")], Before: r.toString() };
			})()`)
			if got.Marked[0] != c.marked {
				t.Errorf("%s marks %q", shared.URL, got.Marked)
			}
			if n := strings.Count(got.Before, c.words); n != c.nth && c.from == 1 {
				t.Errorf("%s marks place %d, want %d: after %q", shared.URL, n, c.nth, got.Before)
			}
			// The directive names words that are there: Chromium takes it off the
			// address either way, so its own parts are looked up in the text.
			_, directive, _ := strings.Cut(shared.URL, ":~:text=")
			body := ask[string](t, ctx, `document.querySelector("blockquote").textContent`)
			for _, part := range strings.Split(directive, ",") {
				words, err := url.PathUnescape(strings.Trim(part, "-"))
				if err != nil || !strings.Contains(strings.Join(strings.Fields(body), " "), words) {
					t.Errorf("the directive names %q, which is not there: %v", words, err)
				}
			}
		})
	}
	// Copying appends the source, unless the reader switched that off.
	copyEvent := `(() => {
		const p = document.querySelector(".body p"), e = new ClipboardEvent("copy", { clipboardData: new DataTransfer(), bubbles: true, cancelable: true });
		getSelection().selectAllChildren(p);
		p.dispatchEvent(e);
		return e.clipboardData.getData("text/plain");
	})()`
	do(t, ctx, "open", chromedp.Navigate(path), chromedp.WaitReady(".body"))
	want := a.Paragraphs[0].Text + "\n\nAuswahl mit Ümlaut, Blatt\n" + base + "/a/auswahl01/" + a.Paragraphs[0].PID
	if got := ask[string](t, ctx, copyEvent); got != want {
		t.Errorf("copied %q, want %q", got, want)
	}
	do(t, ctx, "open", chromedp.Navigate(base+"/hilfe"), chromedp.WaitReady("[data-setting=source]"), chromedp.Click("[data-setting=source]"), chromedp.Navigate(path), chromedp.WaitReady(".body"))
	if got := ask[string](t, ctx, copyEvent); got != "" {
		t.Errorf("switched off, but copied %q", got)
	}
}
