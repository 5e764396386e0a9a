package server

import (
	"net/http"
	"strconv"

	"depesche/internal/archive"
	"depesche/internal/diff"
	"depesche/web"
)

func itoa(n int) string { return strconv.Itoa(n) }

func (s *Server) versionsPage(w http.ResponseWriter, r *http.Request) error {
	a, err := s.article(r.Context(), articleID(r))
	if err != nil {
		return follow(w, r, err, "/a/", "/versionen")
	}
	// Only the id counts, and nothing but the id stands in the address.
	canonical := "/a/" + string(a.ID) + "/versionen"
	if r.URL.EscapedPath() != canonical {
		return redirect(w, canonical+mark(r.URL.RawQuery))
	}
	versions, err := s.Corpus.Versions(r.Context(), a.ID)
	if err != nil {
		return err
	}
	p := s.newPage(r, "artikel")
	v := web.VersionList{Article: web.Article{Path: a.Permalink(), PlainName: a.Title, Lang: langOf(&a.Article)}}
	for i, info := range versions {
		row := web.VersionRow{
			Number: info.Number, Recorded: info.Recorded, SHA256: info.SHA256, Current: i == len(versions)-1,
			Href: a.Permalink() + "?" + paramVersion + "=" + itoa(info.Number),
		}
		if row.Current {
			row.Href = a.Permalink()
		}
		if i > 0 {
			row.Compare = canonical + "?von=" + itoa(versions[i-1].Number) + "&nach=" + itoa(info.Number)
		}
		v.Versions = append(v.Versions, row)
	}
	if err := s.addDifference(r, &v, a, versions); err != nil {
		return err
	}
	p.Head.Title = p.T("Fassungen: ", "Versions: ") + a.Title
	p.Head.Canonical = infoOf(r).base + canonical
	p.Head.Robots = "noindex"
	return s.render(w, r, http.StatusOK, web.VersionsPage(p, v))
}

// addDifference compares the two versions that the URL names, else the last two.
func (s *Server) addDifference(r *http.Request, v *web.VersionList, a shownArticle, versions []archive.VersionInfo) error {
	if len(versions) < 2 {
		return nil
	}
	v.From, v.To = versions[len(versions)-2].Number, versions[len(versions)-1].Number
	for name, number := range map[string]*int{"von": &v.From, "nach": &v.To} {
		if given := r.URL.Query().Get(name); given != "" {
			n, err := strconv.Atoi(given)
			if err != nil {
				return archive.Errorf(archive.CodeInvalid, "„%s“ ist keine Nummer einer Fassung.", given)
			}
			*number = n
		}
	}
	from, err := s.Corpus.Version(r.Context(), a.ID, v.From)
	if err != nil {
		return err
	}
	to, err := s.Corpus.Version(r.Context(), a.ID, v.To)
	if err != nil {
		return err
	}
	// The rights of today hold for yesterday's text.
	from.Rights, to.Rights = a.full.Rights, a.full.Rights
	v.Diff = difference(s.show(from).Paragraphs, s.show(to).Paragraphs)
	v.Same = true
	for _, line := range v.Diff {
		v.Same = v.Same && line.Op == web.Same
	}
	return nil
}

// difference shows what changed between two versions.
func difference(old, now []archive.Paragraph) []web.DiffLine {
	ops := map[diff.Op]web.DiffOp{diff.Same: web.Same, diff.Removed: web.Removed, diff.Added: web.Added, diff.Changed: web.Changed}
	var lines []web.DiffLine
	for _, line := range diff.Paragraphs(textsOf(old), textsOf(now)) {
		shown := web.DiffLine{Op: ops[line.Op]}
		for _, p := range line.Parts {
			shown.Runs = append(shown.Runs, web.DiffRun{Op: ops[p.Op], Text: p.Text})
		}
		lines = append(lines, shown)
	}
	return lines
}

func textsOf(ps []archive.Paragraph) []string {
	texts := make([]string, len(ps))
	for i, p := range ps {
		texts[i] = p.Text
	}
	return texts
}
