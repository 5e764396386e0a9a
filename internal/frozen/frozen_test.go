package frozen

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"depesche/internal/archive"
)

type files map[string][]byte

func (f files) FS() fs.FS {
	m := fstest.MapFS{}
	for name, data := range f {
		m[name] = &fstest.MapFile{Data: data}
	}
	return m
}

func (f files) ReadFile(name string) ([]byte, error) {
	if data, ok := f[name]; ok {
		return data, nil
	}
	return nil, fs.ErrNotExist
}

func (f files) WriteFile(name string, data []byte) error {
	if f["full"] != nil {
		return errors.New("read-only")
	}
	f[name] = data
	return nil
}

func TestStore(t *testing.T) {
	day, err := archive.ParseDate("2024-06")
	if err != nil {
		t.Fatal(err)
	}
	f := files{}
	st := NewStore(f, 100)
	s := Search{
		Query: "q=Kim", Made: time.Date(2026, 11, 21, 20, 0, 0, 5, time.UTC), Total: 2,
		Hits: []Hit{{ID: "aaaa", Title: "Größe", Date: day, Version: 1}, {ID: "bbbb", Version: 3}},
	}
	kept, err := st.Save(s)
	if err != nil {
		t.Fatal(err)
	}
	if !ValidID(kept.ID) || len(f) != 1 || f["searches/"+kept.ID+".json"] == nil {
		t.Fatalf("kept %q in %v", kept.ID, f)
	}
	loaded, err := st.Load(kept.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(kept, loaded, cmp.Comparer(archive.Date.Equal)); diff != "" {
		t.Errorf("-kept +loaded:\n%s", diff)
	}
	s.Made = s.Made.Add(time.Hour)
	if again, err := st.Save(s); err != nil || again.ID != kept.ID || !again.Made.Equal(kept.Made) {
		t.Errorf("frozen again on the same day: %s, %v", again.ID, err)
	}
	s.Hits[1].Version = 4
	if other, err := st.Save(s); err != nil || other.ID == kept.ID {
		t.Errorf("another result: %s, %v", other.ID, err)
	}
	for _, id := range []string{"", "../../etc", "zzzzzzzzzz", strings.Repeat("a", 11)} {
		if _, err := st.Load(id); archive.CodeOf(err) != archive.CodeNotFound {
			t.Errorf("Load(%q): %v", id, err)
		}
	}
	f["full"] = []byte{1}
	s.Total = 9
	if _, err := st.Save(s); archive.CodeOf(err) != archive.CodeUnavailable || archive.MessageOf(err) == "" {
		t.Errorf("a folder that can't be written to: %v", err)
	}
	f["searches/brokenbrok.json"] = []byte("{")
	if _, err := st.Load("brokenbrok"); err == nil {
		t.Error("a broken file was read")
	}
}

func TestLimit(t *testing.T) {
	f := files{"searches/andere.json": nil} // somebody else's counts too
	st := NewStore(f, 3)
	save := func(query string) error {
		_, err := st.Save(Search{Query: query, Made: time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC)})
		return err
	}
	for _, query := range []string{"q=a", "q=b", "q=a"} {
		if err := save(query); err != nil {
			t.Fatal(err)
		}
	}
	err := save("q=c")
	if archive.CodeOf(err) != archive.CodeNoSpace || !strings.Contains(archive.MessageOf(err), "-frozen-limit") {
		t.Errorf("over the limit: %v", err)
	}
	if err := save("q=b"); err != nil {
		t.Errorf("what is kept already: %v", err)
	}
	delete(f, "searches/andere.json")
	if err := save("q=c"); err != nil {
		t.Errorf("after one was put away: %v", err)
	}
}
