package ingest

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"

	"depesche/internal/corpus"
)

// change is what the watcher has seen.
type change struct {
	paths     []string // article files that changed, came or went
	all       bool     // anything may have
	knowledge bool     // a registry file has
}

// How long the watcher waits for more of the same, and how often it looks by
// itself.
const (
	quiet    = 120 * time.Millisecond  // without a notification
	maxQuiet = 300 * time.Millisecond  // since the first one
	safety   = 30 * time.Second        // between looks at all files although there are notifications
	maxPaths = 5000                    // changed files after which looking at all is no dearer
	patience = 1200 * time.Millisecond // for a file that is no article yet to be written to its end
	replaced = time.Second             // between looks whether the corpus folder is another one
	pause    = 10                      // looking takes at most one part in this many of the time
)

// watcher tells of changes below the corpus folder: by the system's
// notifications where it has any, and by looking from time to time.
type watcher struct {
	options Options
	root    string
	notify  *fsnotify.Watcher // nil: polling only
	known   map[string]fileState

	lastEvent time.Time            // of a notification that means something
	complete  map[string]time.Time // files that were looked at and found whole, as of their time
	missing   bool                 // the corpus folder's name leads nowhere

	mu   sync.Mutex
	scan time.Duration // how long looking at all files takes
}

// fileState is how a registry file looked.
type fileState struct {
	size int64
	mod  time.Time
}

func newWatcher(o Options) *watcher {
	w := &watcher{options: o, root: o.Source.Dir(), known: make(map[string]fileState), complete: make(map[string]time.Time)}
	w.knowledgeChanged() // remembers them as they are
	return w
}

// run starts watching. The channel delivers until ctx ends.
func (w *watcher) run(ctx context.Context, running *sync.WaitGroup) <-chan change {
	if w.root == "" && len(w.options.KnowledgeFiles) == 0 {
		return nil
	}
	w.open()
	changes := make(chan change)
	running.Go(func() {
		w.loop(ctx, changes)
		if w.notify != nil {
			_ = w.notify.Close()
		}
	})
	return changes
}

// open sets up notifications; where that fails polling remains.
func (w *watcher) open() {
	if w.options.noNotify || remote(w.root) {
		w.options.Log.Info("the corpus lies on a file system without reliable notifications: polling", "folder", w.root)
		return
	}
	notify, err := fsnotify.NewBufferedWatcher(1 << 12)
	if err == nil {
		w.notify = notify
		err = w.addAll()
	}
	if err != nil {
		w.options.Log.Warn("no notifications for the corpus folder: polling", "err", err)
		w.stopNotifying()
	}
}

// addAll watches the corpus and the folders of the registry files, since editors
// replace the files.
func (w *watcher) addAll() error {
	for _, file := range w.options.KnowledgeFiles {
		if err := w.notify.Add(filepath.Dir(file)); err != nil {
			return err
		}
	}
	if w.root == "" {
		return nil
	}
	if err := w.notify.Add(w.root); err != nil {
		return err
	}
	return w.addTree(filepath.Join(w.root, corpus.ArticlesDir))
}

// reopened reports whether another folder has taken the place of the corpus
// folder, which is then read and watched instead. No notification tells that.
func (w *watcher) reopened() bool {
	store, ok := w.options.Source.(interface{ Reopen() (bool, error) })
	if !ok || w.root == "" {
		return false
	}
	changed, err := store.Reopen()
	if err != nil && !w.missing {
		w.options.Log.Warn("the corpus folder is not there; what was read of it is still served", "folder", w.root, "err", err)
	}
	w.missing = err != nil
	if !changed {
		return false
	}
	w.options.Log.Info("another corpus folder has taken the place of the old one", "folder", w.root)
	if w.notify != nil {
		for _, path := range w.notify.WatchList() {
			_ = w.notify.Remove(path) // of the old folder
		}
		if err := w.addAll(); err != nil {
			w.options.Log.Warn("no notifications for the corpus folder: polling", "err", err)
			w.stopNotifying()
		}
	}
	return true
}

func (w *watcher) stopNotifying() {
	if w.notify != nil {
		_ = w.notify.Close()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.notify = nil
}

// how is the way of watching, for Status.
func (w *watcher) how() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.options.NoWatch || w.root == "":
		return ""
	case w.notify != nil:
		return Notifications
	}
	return Polling
}

// took tells how long looking at all files takes.
func (w *watcher) took(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.scan = d
}

func (w *watcher) interval() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	every := w.options.Poll
	if w.notify != nil {
		every = safety
	}
	return max(every, pause*w.scan)
}

// addTree watches a folder and all below it that are not hidden.
func (w *watcher) addTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // gone, or not to be read: the sync says so
		}
		if !d.IsDir() {
			return nil
		}
		if path != dir && strings.HasPrefix(d.Name(), ".") {
			return fs.SkipDir
		}
		return w.notify.Add(path)
	})
}

func (w *watcher) loop(ctx context.Context, changes chan<- change) {
	var pending change
	dirty := make(map[string]bool)
	poll := time.NewTimer(w.interval())
	defer poll.Stop()
	folder := time.NewTicker(replaced)
	defer folder.Stop()
	settle := time.NewTimer(time.Hour)
	settle.Stop()
	var first time.Time // of the pending notifications
	var events chan fsnotify.Event
	var errs chan error
	if w.notify != nil {
		events, errs = w.notify.Events, w.notify.Errors
	}
	for {
		var deliver chan<- change
		if w.settled(pending, dirty, first) {
			pending.paths = w.whole(dirty)
			if len(dirty) > maxPaths {
				pending.paths, pending.all = nil, true
				clear(dirty)
			}
			if len(pending.paths) > 0 || pending.all || pending.knowledge {
				deliver = changes
			}
			if len(pending.paths) < len(dirty) {
				settle.Reset(quiet)
			}
		}
		select {
		case <-ctx.Done():
			return
		case deliver <- pending:
			for _, path := range pending.paths {
				delete(dirty, path)
				delete(w.complete, path)
			}
			pending, first = change{}, time.Time{}
			poll.Reset(w.interval())
		case <-settle.C:
		case <-folder.C:
			if w.reopened() {
				pending.all = true
				pending.knowledge = w.knowledgeChanged() || pending.knowledge
			}
		case <-poll.C:
			pending.all = true
			pending.knowledge = pending.knowledge || w.knowledgeChanged()
			poll.Reset(w.interval())
		case e, open := <-events:
			if !open {
				events = nil
				continue
			}
			if w.note(e, &pending, dirty) {
				now := time.Now()
				if first.IsZero() {
					first = now
				}
				w.lastEvent = now
				settle.Reset(quiet)
			}
		case err, open := <-errs:
			if !open {
				errs = nil
				continue
			}
			// Most likely more notifications than the queue holds.
			w.options.Log.Info("notifications of the corpus folder were lost: looking at all files", "err", err)
			pending.all = true
		}
	}
}

// whole are those of the files that are not being written: they can be read as
// articles, or are gone, or have not changed for a while. The others would take
// their articles away for the moment until they are whole.
func (w *watcher) whole(dirty map[string]bool) (paths []string) {
	for path := range dirty {
		info, err := fs.Stat(w.options.Source.FS(), path)
		if err == nil && time.Since(info.ModTime()) < patience && !w.complete[path].Equal(info.ModTime()) {
			var mistakes corpus.ParseErrors
			data, err := w.options.Source.ReadFile(path)
			if err == nil {
				_, err = w.options.Source.Decode(path, data)
			}
			if errors.As(err, &mistakes) {
				continue
			}
			w.complete[path] = info.ModTime()
		}
		paths = append(paths, path)
	}
	return paths
}

// settled reports whether what is pending should be delivered now.
func (w *watcher) settled(pending change, dirty map[string]bool, first time.Time) bool {
	if !pending.all && !pending.knowledge && len(dirty) == 0 {
		return false
	}
	return first.IsZero() || time.Since(w.lastEvent) >= quiet || time.Since(first) >= maxQuiet
}

// note records a notification and reports whether it means anything.
func (w *watcher) note(e fsnotify.Event, pending *change, dirty map[string]bool) bool {
	for _, file := range w.options.KnowledgeFiles {
		if sameFile(e.Name, file) {
			pending.knowledge = w.knowledgeChanged() || pending.knowledge
			return pending.knowledge
		}
	}
	if e.Op == fsnotify.Chmod {
		// Times set, rights given: worth a look, if it is an article.
		if info, err := os.Stat(e.Name); err != nil || info.IsDir() {
			return false
		}
	}
	rel, err := filepath.Rel(w.root, e.Name)
	if err != nil || w.root == "" {
		return false
	}
	rel = filepath.ToSlash(rel)
	if rel != corpus.ArticlesDir && !strings.HasPrefix(rel, corpus.ArticlesDir+"/") {
		return false
	}
	if corpus.IsArticleFile(rel) {
		dirty[rel] = true
		return true
	}
	if e.Has(fsnotify.Create) {
		if info, err := os.Stat(e.Name); err == nil && info.IsDir() {
			// What came into it before it was watched is found by looking.
			if err := w.addTree(e.Name); err != nil {
				w.options.Log.Warn("no more notifications for the corpus folder: polling", "err", err)
				w.stopNotifying()
			}
			pending.all = true
			return true
		}
		return false
	}
	if e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename) {
		if filepath.Ext(rel) == "" { // perhaps a folder
			pending.all = true
			return true
		}
	}
	return false
}

// knowledgeChanged reports whether a registry file looks otherwise than the last
// time.
func (w *watcher) knowledgeChanged() (changed bool) {
	for _, file := range w.options.KnowledgeFiles {
		var state fileState
		if info, err := os.Stat(file); err == nil {
			state = fileState{info.Size(), info.ModTime()}
		}
		if old, ok := w.known[file]; !ok || old.size != state.size || !old.mod.Equal(state.mod) {
			changed = true
			w.known[file] = state
		}
	}
	return changed
}

func sameFile(a, b string) bool { return filepath.Clean(a) == filepath.Clean(b) }
