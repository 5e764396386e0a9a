package server_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"depesche/internal/server/servertest"
	"depesche/internal/testkit"
)

// startBrowser starts a headless Chromium, or skips the test where there is none.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("skipped with -short: needs a browser and a minute")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		testkit.Missing(t, "Chromium (apt-get install chromium)")
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("lang", "de"), chromedp.Flag("accept-lang", "de"), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("disable-features", "BackForwardCache")) // going back would not load anything to wait for
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("starting Chromium: %v", err)
	}
	return ctx
}

// site serves the sample archive.
func site(t *testing.T) string {
	t.Helper()
	return served(t, append(servertest.Samples(), servertest.Many(30)...)...)
}

// do runs steps with a time limit.
func do(t *testing.T, ctx context.Context, what string, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	limited, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(limited, steps...); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

func ask[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	limited, cancel := context.WithTimeout(ctx, 60*time.Second)
	defer cancel()
	v, err := chromedp.Run(limited, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", expression[:min(len(expression), 80)], err)
	}
	return v
}

func scripts(on bool) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return chromedp.Void{}, err
	}
}

func scheme(name string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
		})
		return chromedp.Void{}, err
	}
}

// A reader searches, narrows, reads, follows a name and comes back, with scripts
// and without.
func TestJourneyInBrowser(t *testing.T) {
	for _, js := range []bool{false, true} {
		t.Run(fmt.Sprintf("scripts=%v", js), func(t *testing.T) {
			ctx, base := startBrowser(t), site(t)
			location := func(want string) {
				t.Helper()
				deadline := time.Now().Add(10 * time.Second)
				at := ""
				for time.Now().Before(deadline) {
					limited, cancel := context.WithTimeout(ctx, 5*time.Second)
					at, _ = chromedp.Run(limited, chromedp.Location())
					cancel()
					if strings.Contains(at, want) {
						return
					}
					time.Sleep(50 * time.Millisecond)
				}
				t.Fatalf("the browser is at %s, want …%s…", at, want)
			}
			do(t, ctx, "open", scripts(js), chromedp.EmulateViewport(1280, 900), chromedp.Navigate(base+"/"))
			do(t, ctx, "search", chromedp.SendKeys("#q", "Wostotschny"), chromedp.Click(".big button"))
			location("/suche?q=Wostotschny")
			do(t, ctx, "choose a facet", chromedp.WaitVisible(".hit"), chromedp.Click(`input[name=medium][value=Depesche]`))
			if !js {
				do(t, ctx, "apply", chromedp.Click(".filters button[type=submit]"))
			}
			location("medium=Depesche")
			do(t, ctx, "open the first hit", chromedp.WaitVisible(".chip"), chromedp.Click(".hit h2 a"))
			location("treffer=1")
			do(t, ctx, "matches are marked", chromedp.WaitVisible(".body mark"))
			do(t, ctx, "follow a name", chromedp.Click(".margin a.e-place"))
			location("/e/")
			do(t, ctx, "the name's page", chromedp.WaitVisible(".entity h1"), chromedp.NavigateBack())
			location("treffer=1")
			do(t, ctx, "back to the results", chromedp.Click(".around .back"))
			location("/suche?medium=Depesche&q=Wostotschny")
			do(t, ctx, "hits again", chromedp.WaitVisible(".hit"))
		})
	}
}

// pageKinds is a page of every kind.
var pageKinds = []struct{ name, path string }{
	{"start", "/"}, {"suche", "/suche?q=Putin"}, {"suche-filter", "/suche?medium=Depesche&q=Wostotschny&von=2023"}, {"suche-leer", "/suche?q=Quastenflosserkunde"},
	{"artikel", "/a/z30833vjv"}, {"artikel-suche", "/a/z30833vjv?q=Kim&treffer=1"}, {"artikel-auszug", "/a/auszug1"}, {"artikel-undatiert", "/a/undatiert1"}, {"zitat", ""},
	{"fassungen", "/a/neufassung1/versionen"}, {"namen", "/e"}, {"name", "/e/kim-jong-un"}, {"vergleich", "/vergleich?q=Putin&q=Kim&q=Trump"},
	{"mappe", "/mappe"}, {"hilfe", "/hilfe"}, {"ueber", "/ueber"}, {"impressum", "/impressum"}, {"datenschutz", "/datenschutz"}, {"status", "/status"},
	{"stil", "/stil"}, {"fehlt", "/a/zzzzzzz-ein-titel"}, {"entfernt", "/a/fort1"},
}

// No page is wider than its window, none writes to the console, and where
// DEPESCHE_AXE names axe-core's file, it finds nothing. DEPESCHE_SHOTS names a
// folder for pictures.
func TestPagesInBrowser(t *testing.T) {
	ctx, base := startBrowser(t), site(t)
	axe := ""
	if path := os.Getenv("DEPESCHE_AXE"); path != "" {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		axe = string(b)
	}
	shots := os.Getenv("DEPESCHE_SHOTS")
	var mu sync.Mutex
	var console []string
	go func() {
		for m, err := range chromedp.Console(ctx) {
			if err != nil {
				return
			}
			mu.Lock()
			console = append(console, m.String())
			mu.Unlock()
		}
	}()
	passage := passagePath(t)
	for _, page := range pageKinds {
		path := page.path
		if page.name == "zitat" {
			path = passage
		}
		for _, lang := range []string{"", "en"} {
			url := base + path
			if lang != "" {
				if strings.Contains(url, "?") {
					url += "&lang=" + lang
				} else {
					url += "?lang=" + lang
				}
			}
			for _, look := range []string{"light", "dark"} {
				for _, width := range []int64{320, 360, 1280} {
					name := fmt.Sprintf("%s%s-%s-%d", page.name, lang, look, width)
					do(t, ctx, name, chromedp.EmulateViewport(width, 800), scheme(look), chromedp.Navigate(url))
					if over := ask[int](t, ctx, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
						wide := ask[string](t, ctx, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll")).slice(0, 4).map(e => e.tagName + "." + e.getAttribute("class")).join(" ")`)
						t.Errorf("%s is %d px wider than the window: %s", name, over, wide)
					}
					if axe != "" && width != 360 {
						do(t, ctx, "axe", chromedp.Evaluate[chromedp.Void](axe))
						found := ask[[]string](t, ctx, `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.target.join(" ") + " (" + (n.any[0]?.message || n.failureSummary) + ")").join(" | ")))`)
						for _, f := range found {
							t.Errorf("%s: axe: %s", name, f)
						}
					}
					if shots != "" && lang == "" && width != 320 {
						limited, cancel := context.WithTimeout(ctx, 20*time.Second)
						png, err := chromedp.Run(limited, chromedp.FullScreenshot(100))
						cancel()
						if err != nil {
							t.Fatal(err)
						}
						if err := os.WriteFile(filepath.Join(shots, name+".png"), png, 0o644); err != nil {
							t.Fatal(err)
						}
					}
				}
			}
		}
	}
	mu.Lock()
	defer mu.Unlock()
	for _, m := range console {
		// A page that answers 404 or 410 is reported as a failed resource.
		if !strings.Contains(m, "404") && !strings.Contains(m, "410") {
			t.Errorf("console: %s", m)
		}
	}
}

// passagePath is the page of the first paragraph of a shipped article.
func passagePath(t *testing.T) string {
	t.Helper()
	a, err := servertest.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	article, err := a.Corpus.Article(context.Background(), "z30833vjv")
	if err != nil {
		t.Fatal(err)
	}
	return "/a/z30833vjv/" + article.Paragraphs[0].PID
}

// What scripts add: suggestions, keys, the folder, the bar at a selection.
func TestScriptsInBrowser(t *testing.T) {
	ctx, base := startBrowser(t), site(t)
	wait := func(what, expression string) {
		t.Helper()
		deadline := time.Now().Add(8 * time.Second)
		for time.Now().Before(deadline) {
			limited, cancel := context.WithTimeout(ctx, 5*time.Second)
			ok, err := chromedp.Run(limited, chromedp.Evaluate[bool](`document.readyState === "complete" && (`+expression+`)`))
			cancel()
			if err == nil && ok {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Fatalf("%s: %s is not true at %s, focus in %s", what, expression, ask[string](t, ctx, `location.href`), ask[string](t, ctx, `document.activeElement.outerHTML.slice(0, 200)`))
	}
	do(t, ctx, "open", chromedp.EmulateViewport(1280, 900), chromedp.Navigate(base+"/"))

	// Combobox: suggestions appear, arrows choose, Escape closes, Enter searches.
	do(t, ctx, "type", chromedp.SendKeys("#q", "wosto"))
	wait("suggestions", `!document.querySelector("#suggestions").hidden && document.querySelector("#q").getAttribute("aria-expanded") === "true"`)
	do(t, ctx, "arrow down", chromedp.KeyEvent(kb.ArrowDown))
	wait("first is active", `document.querySelector("#q").getAttribute("aria-activedescendant") === "s0" && document.querySelector("#s0").getAttribute("aria-selected") === "true"`)
	do(t, ctx, "escape", chromedp.KeyEvent(kb.Escape))
	wait("closed", `document.querySelector("#suggestions").hidden && document.querySelector("#q").value === "wosto"`)
	do(t, ctx, "type on", chromedp.SendKeys("#q", "t"))
	wait("suggestions again", `!document.querySelector("#suggestions").hidden`)
	do(t, ctx, "choose", chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.Enter))
	wait("searched", `location.pathname === "/suche" && document.querySelectorAll(".hit").length > 0`)

	// Keys: j and o open the first hit, / goes to the box, where j is a letter.
	do(t, ctx, "slash", chromedp.KeyEvent("/"))
	wait("in the box", `document.activeElement.id === "q"`)
	do(t, ctx, "a letter", chromedp.KeyEvent("j"))
	wait("typed", `document.querySelector("#q").value.endsWith("j") || document.querySelector("#q").value === "j"`)
	do(t, ctx, "leave the box", chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`), chromedp.KeyEvent("j"))
	wait("first hit", `document.querySelector(".hit").classList.contains("current") && document.activeElement.closest(".hit") !== null`)
	do(t, ctx, "collect the hit", chromedp.KeyEvent("c"))
	wait("hit collected", `JSON.parse(localStorage["depesche.folder"])[0].url.includes("/a/") && JSON.parse(localStorage["depesche.folder"])[0].iso !== ""`)
	do(t, ctx, "open", chromedp.KeyEvent("o"))
	wait("article", `location.pathname.startsWith("/a/") && document.querySelector(".around") !== null`)
	do(t, ctx, "next hit", chromedp.KeyEvent("n"))
	wait("second hit", `location.search.includes("treffer=2")`)

	// Folder: an article and a selected quotation stay after a reload.
	do(t, ctx, "collect", chromedp.KeyEvent("c"))
	wait("collected", `JSON.parse(localStorage["depesche.folder"]).length === 2 && document.querySelector(".toast") !== null`)
	do(t, ctx, "select", chromedp.Evaluate[chromedp.Void](`(() => { const p = document.querySelector(".body > p[data-pid]"); const r = document.createRange(); r.setStart(p.firstChild.nodeType === 3 ? p.firstChild : p.firstChild.firstChild, 0); r.setEndBefore(p.querySelector(".pilcrow")); getSelection().removeAllRanges(); getSelection().addRange(r); })()`))
	wait("bar", `document.querySelectorAll(".quotebar button").length === 3`)
	do(t, ctx, "collect the quotation", chromedp.Evaluate[chromedp.Void](`document.querySelectorAll(".quotebar button")[2].click()`))
	do(t, ctx, "folder", chromedp.Navigate(base+"/mappe"))
	wait("three items", `document.querySelectorAll("[data-items] > li").length === 3 && document.querySelectorAll("[data-items] blockquote").length === 1`)
	do(t, ctx, "note and order", chromedp.SendKeys("[data-items] textarea", "Nachfragen"),
		chromedp.Evaluate[chromedp.Void](`document.querySelector("[data-items] > li:last-child button").click()`), chromedp.Reload())
	wait("kept", `document.querySelectorAll("[data-items] > li").length === 3 && document.querySelector("[data-items] > li:nth-child(2) blockquote") !== null && document.querySelector("[data-items] > li:first-child textarea").value === "Nachfragen"`)

	// The folder leaves as files, and comes back from one.
	do(t, ctx, "save", chromedp.Evaluate[chromedp.Void](`(() => {
		window.files = {};
		const real = URL.createObjectURL;
		URL.createObjectURL = (blob) => { blob.text().then((text) => { window.files[blob.type] = text; }); return real(blob); };
		for (const kind of ["md", "ris", "save"]) document.querySelector("button[data-do=" + kind + "]").click();
	})()`))
	wait("saved", `Object.keys(window.files).length === 3`)
	wait("references", `window.files["application/x-research-info-systems"].match(/^TY  - NEWS\r$/gm).length === 3 && /^DA  - \d{4}\/\d\d\/\d\d\/\r$/m.test(window.files["application/x-research-info-systems"])`)
	wait("list", `window.files["text/markdown"].includes("Nachfragen") && window.files["text/markdown"].includes("> ")`)
	do(t, ctx, "load", chromedp.Evaluate[chromedp.Void](`(() => {
		localStorage.removeItem("depesche.folder");
		const input = document.querySelector("input[data-do=load]"), chosen = new DataTransfer();
		chosen.items.add(new File([window.files["application/json"]], "mappe.json"));
		input.files = chosen.files;
		input.dispatchEvent(new Event("change"));
	})()`))
	wait("loaded", `document.querySelectorAll("[data-items] > li").length === 3 && document.querySelector("[data-items] textarea").value === "Nachfragen"`)

	// Keys can be switched off.
	do(t, ctx, "help", chromedp.Navigate(base+"/hilfe"), chromedp.Click("[data-setting=shortcuts]"), chromedp.KeyEvent("?"),
		chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`), chromedp.KeyEvent("/"))
	wait("no key", `document.activeElement.id !== "q" && location.hash === ""`)
}
