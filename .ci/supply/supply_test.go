package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const mit = `The MIT License (MIT)

Copyright (c) 2015 Somebody

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in
all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
THE SOFTWARE.
`

func TestLicencesIn(t *testing.T) {
	clause := strings.Repeat("The Software may not be sold, as a service or otherwise, by anybody but the licensor. ", 8)
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"MIT":                  {mit, []string{"MIT"}},
		"MIT and a clause":     {mit + "\nCommons Clause. " + clause, []string{""}},
		"nothing known":        {"You may use this on Sundays.", []string{""}},
		"empty":                {"", []string{""}},
		"GNU AGPL":             {"GNU AFFERO GENERAL PUBLIC LICENSE Version 3", []string{""}},
		"only named, no grant": {"This is under the MIT license.", []string{""}},
	} {
		if got := licencesIn(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestRefuse(t *testing.T) {
	for _, m := range []module{{path: "a"}, {path: "a", licences: []string{"MIT", ""}}, {path: "a", licences: []string{"AGPL-3.0-only"}}} {
		if refuse([]module{m}) == nil {
			t.Errorf("%+v is let through", m)
		}
	}
	if err := refuse([]module{{path: "a", licences: []string{"BSD-3-Clause", "MIT"}}}); err != nil {
		t.Error(err)
	}
}

func TestCheckReviewed(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	for _, line := range []string{
		`@templ.Raw(s)`, `<a href={ templ.SafeURL(u) }>`, `<div { attrs... }>`, `<img src={ u }>`, `<button formaction={ u }>`,
		`<p onclick="x()">`, `<p style="color:red">`, `<iframe srcdoc={ s }>`, `<a { name }={ u }>`, `script hello(name string) {`,
	} {
		page := write("page.templ", "templ page() {\n\t"+line+"\n}\n")
		if strings.HasPrefix(line, "script") {
			page = write("page.templ", line+"\n}\n")
		}
		if err := checkReviewed(write("list", "# none\n"), []string{dir}); err == nil || !strings.Contains(err.Error(), "page.templ:") {
			t.Errorf("%s: %v, want it named", line, err)
		}
		if err := checkReviewed(write("list", filepath.ToSlash(page)+"\t"+line+"\n"), []string{dir}); err != nil {
			t.Errorf("%s, reviewed: %v", line, err)
		}
	}
	write("page.templ", "templ page() {\n\t<a href={ u } class=\"style\">{ title }</a>\n}\n")
	if err := checkReviewed(write("list", "page.templ\t<img src={ gone }>\n"), []string{dir}); err == nil {
		t.Error("a reviewed line that is in no template is kept")
	}
	if err := checkReviewed(write("list", ""), []string{dir}); err != nil {
		t.Error(err)
	}
}
