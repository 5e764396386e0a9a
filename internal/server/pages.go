package server

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strings"

	"depesche/web"
)

func (s *Server) folderPage(w http.ResponseWriter, r *http.Request) error {
	p := s.newPage(r, "mappe")
	p.Head.Title = p.T("Recherche-Mappe", "Research folder")
	p.Head.Canonical = infoOf(r).base + "/mappe"
	p.Head.Robots = "noindex"
	return s.render(w, r, http.StatusOK, web.FolderPage(p))
}

// maxOperatorPage bounds what is read of an operator's page.
const maxOperatorPage = 256 << 10

// prosePage shows a text that the operator provides: name.txt, or name.en.txt
// for English readers where there is one.
func (s *Server) prosePage(name string) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		p := s.newPage(r, name)
		v := web.Prose{Lang: "de", File: name + ".txt"}
		var text string
		var err error
		if p.Lang == web.English {
			text, err = s.operatorText(name + ".en.txt")
			v.Lang = "en"
		}
		if text == "" && err == nil {
			text, err = s.operatorText(name + ".txt")
			v.Lang = "de"
		}
		if err != nil {
			return err
		}
		v.Missing = text == ""
		v.Title, v.Blocks = proseDefault(p, name)
		if text != "" {
			v.Blocks = proseBlocks(text)
		} else {
			v.Lang = string(p.Lang)
			v.Missing = name != "ueber"
		}
		p.Head.Title = v.Title
		p.Head.Canonical = infoOf(r).base + "/" + name
		return s.render(w, r, http.StatusOK, web.ProsePage(p, v))
	}
}

// operatorText reads a page of the operator, "" if there is none.
func (s *Server) operatorText(file string) (string, error) {
	if s.Pages == nil {
		return "", nil
	}
	f, err := s.Pages.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("reading operator's page: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxOperatorPage))
	if err != nil {
		return "", fmt.Errorf("reading operator's page %s: %w", file, err)
	}
	return strings.TrimSpace(strings.ToValidUTF8(string(b), "�")), nil
}

// proseBlocks reads paragraphs separated by empty lines; "## " begins a heading.
func proseBlocks(text string) []web.ProseBlock {
	var blocks []web.ProseBlock
	for block := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		block = strings.Join(strings.Fields(block), " ")
		if block == "" {
			continue
		}
		title, heading := strings.CutPrefix(strings.TrimLeft(block, "#"), " ")
		if heading && strings.HasPrefix(block, "#") {
			blocks = append(blocks, web.ProseBlock{Heading: true, Text: title})
		} else {
			blocks = append(blocks, web.ProseBlock{Text: block})
		}
	}
	return blocks
}

func proseDefault(p *web.Page, name string) (string, []web.ProseBlock) {
	text := func(de, en string) web.ProseBlock { return web.ProseBlock{Text: p.T(de, en)} }
	head := func(de, en string) web.ProseBlock { return web.ProseBlock{Heading: true, Text: p.T(de, en)} }
	switch name {
	case "impressum":
		return p.T("Impressum", "Imprint"), []web.ProseBlock{
			text("Hierher gehören nach § 5 DDG und § 18 MStV: Name und Anschrift des Betreibers, eine E-Mail-Adresse, bei Firmen Rechtsform und Vertretung, Register und Nummer, Umsatzsteuer-Identifikationsnummer, und für journalistische Angebote eine verantwortliche Person mit Anschrift.",
				"German law (§ 5 DDG, § 18 MStV) asks for: name and address of the operator, an e-mail address, for companies legal form and representatives, register and number, VAT number, and for journalistic offers a responsible person with an address."),
		}
	case "datenschutz":
		return p.T("Datenschutz", "Privacy"), []web.ProseBlock{
			head("Was das Programm von sich aus tut", "What the program does by itself"),
			text("Die Seiten laden nichts von Dritten, setzen keine Cookies und protokollieren keine Suchen, solange der Betreiber das nicht einschaltet. Letzte Suchen und Namen, Einstellungen und die Recherche-Mappe liegen nur im Browser. Damit die Startseite sagen kann, was seit dem letzten Besuch neu ist, fragt der Browser die gemerkten Suchen ohne jede Kennung beim Archiv ab; unter „Hilfe“ lässt sich das abschalten.",
				"The pages load nothing from third parties, set no cookies and log no searches unless the operator switches that on. Last searches and names, settings and the research folder live in the browser only. So that the start page can tell what is new since the last visit, the browser asks the archive for the remembered searches, without any identifier; that can be switched off under “Help”."),
			head("Was der Betreiber ergänzen muss", "What the operator has to add"),
			text("Verantwortliche Stelle, Server-Protokolle und deren Dauer, Rechtsgrundlage, Rechte der Betroffenen, Aufsichtsbehörde.",
				"Controller, server logs and how long they are kept, legal basis, rights of data subjects, supervisory authority."),
		}
	}
	return p.T("Über das Archiv", "About the archive"), []web.ProseBlock{
		text("Depesche ist ein durchsuchbares Archiv deutschsprachiger Presseartikel. Es findet Wörter in allen Formen, Namen in allen Schreibweisen, und gibt jedem Artikel, jedem Absatz, jedem Namen und jeder Suche eine dauerhafte Adresse.",
			"Depesche is a searchable archive of German press articles. It finds words in all their forms, names in all their spellings, and gives every article, paragraph, name and search a permanent address."),
		head("Was hier zitierbar ist", "What can be cited"),
		text("Jeder Absatz hat eine eigene Seite. Ändert sich ein Text, bleibt die frühere Fassung lesbar; wird er entfernt, bleiben seine bibliografischen Angaben unter derselben Adresse. Zu jedem Text steht seine Prüfsumme (SHA-256).",
			"Every paragraph has a page of its own. If a text changes, the earlier version stays readable; if it is removed, its bibliographic data stay at the same address. Every text comes with its checksum (SHA-256)."),
		head("Wie gesucht wird", "How it searches"),
		text("Was das Archiv außer den getippten Wörtern noch sucht, sagt es über den Treffern, und alles davon lässt sich abschalten. Was als Treffer gilt, ist genau das, was im Text markiert ist.",
			"What the archive searches beside the words as typed, it says above the hits, and each of it can be switched off. What counts as a match is exactly what is marked in the text."),
		head("Namen", "Names"),
		text("Personen, Organisationen, Orte und Themen werden mit einem gepflegten Verzeichnis und einem Programm erkannt. Was nur das Programm gefunden hat, ist als Vorschlag gekennzeichnet. Fehler sind möglich.",
			"People, organisations, places and topics are recognised by a maintained register and by a program. What only the program found is marked as a suggestion. There may be mistakes."),
	}
}

func (s *Server) statusPage(w http.ResponseWriter, r *http.Request) error {
	st := infoOf(r).status
	p := s.newPage(r, "status")
	v := web.StatusView{Checked: s.Clock()}
	add := func(name, value string) {
		if value != "" {
			v.Facts = append(v.Facts, web.Fact{Name: name, Value: value})
		}
	}
	if st.Ready {
		add(p.T("Zustand", "State"), p.T("bereit", "ready"))
	} else {
		add(p.T("Zustand", "State"), p.T("noch nicht bereit: "+st.Reason, "not ready yet"))
	}
	add(p.T("Artikel geladen", "Articles loaded"), p.Lang.Number(st.Articles))
	add(p.T("Dateien mit Problemen", "Files with problems"), p.Lang.Number(len(st.Problems)))
	if stats, err := s.Search.Stats(r.Context()); err == nil {
		add(p.T("Artikel im Index", "Articles in the index"), p.Lang.Number(stats.Documents))
		if stats.Bytes > 0 {
			add(p.T("Größe des Index", "Size of the index"), p.Lang.Bytes(stats.Bytes))
		}
	}
	add(p.T("Stand des Index", "Generation of the index"), st.Generation)
	if !st.Indexed.IsZero() {
		add(p.T("Index geändert", "Index changed"), p.Lang.Instant(st.Indexed))
	}
	if st.IndexTook > 0 {
		add(p.T("Dauer des letzten Abgleichs", "Last comparison with the files took"), p.Lang.Seconds(st.IndexTook))
	}
	if !st.Imported.IsZero() {
		add(p.T("Letzter Import", "Last import"), p.Lang.Instant(st.Imported))
	}
	if st.DiskFree > 0 {
		add(p.T("Frei auf dem Datenträger", "Free on the disk"), p.Lang.Bytes(st.DiskFree))
	}
	for _, f := range st.Facts {
		value := f.Value
		if f.ValueEN != "" {
			value = p.T(f.Value, f.ValueEN)
		}
		add(p.T(f.Name, f.NameEN), value)
	}
	add(p.T("Programm", "Program"), strings.TrimSpace("Depesche "+s.Version))
	add(p.T("Läuft seit", "Running since"), p.Lang.Instant(s.start))
	for _, x := range st.Problems {
		where := x.Path
		if x.Line > 0 {
			where += ":" + itoa(x.Line)
		}
		v.Problems = append(v.Problems, web.Problem{Where: where, What: x.Reason})
	}
	p.Head.Title = p.T("Stand des Archivs", "State of the archive")
	p.Head.Canonical = infoOf(r).base + "/status"
	p.Head.Robots = "noindex"
	w.Header().Set("Cache-Control", "no-store")
	return s.render(w, r, http.StatusOK, web.StatusPage(p, v))
}
