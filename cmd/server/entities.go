package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	shipped "depesche/corpus"
	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/entity"
)

const entitiesArgs = "[list | adopt SLUG | rename ID | merge FROM INTO | split ID SPELLING ...]"

const entitiesUsage = "want one of: server entities list; adopt SLUG [-id ID] [-name NAME] [-kind KIND]; rename ID [-id NEW] [-name NAME]; merge FROM INTO; split ID SPELLING ... [-name NAME] [-id ID] [-kind KIND]"

// defineEntities lists the names that the archive found by itself and edits the
// registry. A running server applies the change without a restart.
func defineEntities(flags *flag.FlagSet) runner {
	var n entity.New
	var kind string
	flags.StringVar(&n.ID, "id", "", "the entity's `slug` from now on")
	flags.StringVar(&n.Name, "name", "", "its canonical `name`")
	flags.StringVar(&kind, "kind", "", "`kind`: person, organisation, place, topic, event or product")
	return func(ctx context.Context, cfg Config, args []string, con console) error {
		if n.Kind = archive.Kind(kind); kind != "" && !n.Kind.Valid() {
			return usageError{fmt.Sprintf("-kind %q: want person, organisation, place, topic, event or product", kind)}
		}
		if len(args) == 0 {
			args = []string{"list"}
		}
		verb, args := args[0], args[1:]
		switch {
		case verb == "list" && len(args) == 0:
			return listSuggested(ctx, cfg, con)
		case verb == "adopt" && len(args) == 1:
			found, err := suggested(ctx, cfg, con, args[0])
			if err != nil {
				return err
			}
			return editRegistry(cfg, con, func(text []byte) ([]byte, error) { return entity.Adopt(text, override(entity.NewFrom(found), n)) })
		case verb == "rename" && len(args) == 1 && (n.ID != "" || n.Name != ""):
			return editRegistry(cfg, con, func(text []byte) ([]byte, error) { return entity.Rename(text, args[0], n.ID, n.Name) })
		case verb == "merge" && len(args) == 2:
			return mergeEntities(ctx, cfg, con, args[0], args[1])
		case verb == "split" && len(args) >= 2:
			n.Aliases = args[1:]
			if n.Name == "" {
				n.Name = n.Aliases[0]
			}
			n.Aliases = slices.DeleteFunc(n.Aliases, func(a string) bool { return a == n.Name })
			return editRegistry(cfg, con, func(text []byte) ([]byte, error) { return entity.Split(text, args[0], n) })
		}
		return usageError{entitiesUsage}
	}
}

// override takes what was given on the command line before what was found.
func override(found, given entity.New) entity.New {
	if given.ID != "" {
		found.ID = given.ID
	}
	if given.Name != "" && given.Name != found.Name {
		found.Aliases = append(found.Aliases, found.Name)
		found.Name = given.Name
	}
	if given.Kind != "" {
		found.Kind = given.Kind
	}
	return found
}

// mergeEntities makes two entities one, either of which may be a suggested one:
// what it goes to is adopted first.
func mergeEntities(ctx context.Context, cfg Config, con console, from, into string) error {
	var spellings []string
	adopted := entity.New{}
	registry, err := loadRegistry(cfg)
	if registry == nil {
		return fmt.Errorf("reading the registry: %w", err)
	}
	if _, err := registry.Lookup(from); archive.CodeOf(err) == archive.CodeNotFound {
		found, err := suggested(ctx, cfg, con, from)
		if err != nil {
			return err
		}
		n := entity.NewFrom(found)
		spellings = append(n.Aliases, n.Name)
	}
	if _, err := registry.Lookup(into); archive.CodeOf(err) == archive.CodeNotFound && from != into {
		found, err := suggested(ctx, cfg, con, into)
		if err != nil {
			return err
		}
		adopted = entity.NewFrom(found)
	}
	return editRegistry(cfg, con, func(text []byte) ([]byte, error) {
		if adopted.Name != "" {
			var err error
			if text, err = entity.Adopt(text, adopted); err != nil {
				return nil, err
			}
		}
		return entity.Merge(text, from, into, spellings...)
	})
}

// editRegistry changes the corpus' registry, which begins as a copy of the
// shipped one where the corpus has none.
func editRegistry(cfg Config, con console, change func([]byte) ([]byte, error)) error {
	if cfg.Corpus == "" {
		return errors.New("the registry in the program can't be changed: name a corpus folder with -corpus")
	}
	path := filepath.Join(cfg.Corpus, registryFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		text, err := shipped.Files.ReadFile(registryFile)
		if err != nil {
			return fmt.Errorf("reading the shipped registry: %w", err)
		}
		store, err := corpus.Open(cfg.Corpus)
		if err != nil {
			return fmt.Errorf("writing the registry: %w", err)
		}
		defer store.Close()
		if err := store.WriteFile(registryFile, text); err != nil { // whole, whenever we are killed
			return fmt.Errorf("writing the registry: %w", err)
		}
	}
	if err := entity.Rewrite(path, change); err != nil {
		return fmt.Errorf("changing %s: %w", path, err)
	}
	fmt.Fprintln(con.out, "Geändert:", path)
	return nil
}

func listSuggested(ctx context.Context, cfg Config, con console) error {
	found, err := withEntities(ctx, cfg, con, func(e archive.Entities) ([]archive.EntityCount, error) {
		yes := true
		list, _, err := e.List(ctx, archive.EntityFilter{Suggested: &yes, Mentioned: true})
		return list, err
	}, fmt.Sprintf("/api/v1/entities?limit=%d&suggested=1", pageLimit))
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(con.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "SLUG\tNAME\tART\tARTIKEL\tERWÄHNUNGEN")
	for _, e := range found {
		if e.Suggested {
			fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%d\n", e.Slug, e.Name, e.Kind, e.Articles, e.Mentions)
		}
	}
	return table.Flush()
}

// suggested is a name that the archive found by itself.
func suggested(ctx context.Context, cfg Config, con console, slug string) (archive.EntityCount, error) {
	found, err := withEntities(ctx, cfg, con, func(e archive.Entities) ([]archive.EntityCount, error) {
		c, err := e.Entity(ctx, slug)
		return []archive.EntityCount{c}, err
	}, "/api/v1/entities/"+url.PathEscape(slug))
	if err != nil {
		return archive.EntityCount{}, fmt.Errorf("looking up %s: %w", slug, err)
	}
	if len(found) != 1 || !found[0].Suggested {
		return archive.EntityCount{}, fmt.Errorf("%s is in the registry already", slug)
	}
	return found[0], nil
}

// withEntities asks the archive, or where a running server has its data
// folder open, that server.
func withEntities(ctx context.Context, cfg Config, con console, ask func(archive.Entities) ([]archive.EntityCount, error), path string) ([]archive.EntityCount, error) {
	log := slog.New(slog.DiscardHandler)
	parts, err := assemble(ctx, cfg, log, assembly{noWatch: true, wait: buildWait})
	if archive.CodeOf(err) == archive.CodeConflict {
		return askPages(ctx, "http://"+dialable(cfg.Addr)+path)
	} else if err != nil {
		return nil, err
	}
	defer parts.close(log)
	return ask(parts.archive)
}

// pageLimit is how many entities the JSON API lists at most at once.
const pageLimit = 1000

// askPages asks the server, and where the address is that of a list of the most
// that it lists at once, for what follows too.
func askPages(ctx context.Context, address string) ([]archive.EntityCount, error) {
	var all []archive.EntityCount
	for {
		at := address
		if len(all) > 0 {
			at += fmt.Sprintf("&offset=%d", len(all))
		}
		found, err := askServer(ctx, at)
		if err != nil {
			return nil, err
		}
		if all = append(all, found...); len(found) < pageLimit {
			return all, nil
		}
	}
}

// askServer reads one entity or a list of them from the JSON API.
func askServer(ctx context.Context, address string) ([]archive.EntityCount, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("asking the running server: %w", err)
	}
	res, err := (&http.Client{Transport: &http.Transport{Proxy: nil}}).Do(req)
	if err != nil {
		return nil, fmt.Errorf("the data folder is in use, and no server answers at -addr: %w", err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 64<<20))
	if err != nil {
		return nil, fmt.Errorf("asking the running server: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the running server answers %s", res.Status)
	}
	return decodeEntities(body)
}

type apiEntity struct {
	Slug, Name, Kind   string
	Suggested          bool
	Articles, Mentions int
	Forms              []struct {
		Surface string
		Count   int
	}
}

func decodeEntities(body []byte) ([]archive.EntityCount, error) {
	var list struct{ Entities []apiEntity }
	if strings.HasPrefix(string(body), "[") {
		if err := json.Unmarshal(body, &list.Entities); err != nil {
			return nil, fmt.Errorf("reading the server's answer: %w", err)
		}
	} else if err := json.Unmarshal(body, &list); err != nil {
		return nil, fmt.Errorf("reading the server's answer: %w", err)
	} else if list.Entities == nil {
		var one apiEntity
		if err := json.Unmarshal(body, &one); err != nil {
			return nil, fmt.Errorf("reading the server's answer: %w", err)
		}
		list.Entities = []apiEntity{one}
	}
	var found []archive.EntityCount
	for _, e := range list.Entities {
		c := archive.EntityCount{Articles: e.Articles, Mentions: e.Mentions}
		c.Entity = archive.Entity{Slug: e.Slug, Name: e.Name, Kind: archive.Kind(e.Kind), Suggested: e.Suggested}
		for _, f := range e.Forms {
			c.Forms = append(c.Forms, archive.FormCount{Surface: f.Surface, Count: f.Count})
		}
		found = append(found, c)
	}
	return found, nil
}
