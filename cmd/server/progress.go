package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress shows how far a long job is: a bar on a terminal, a plain line now
// and then elsewhere.
type progress struct {
	w    io.Writer
	bar  *progressbar.ProgressBar // nil: no terminal
	last time.Time
	tty  bool
	mu   sync.Mutex // of the fields above
}

const progressEvery = 10 * time.Second

func newProgress(w io.Writer) *progress {
	p := &progress{w: w, last: time.Now()}
	if f, ok := w.(*os.File); ok {
		info, err := f.Stat()
		p.tty = err == nil && info.Mode()&os.ModeCharDevice != 0 && info.Mode()&os.ModeDevice != 0
	}
	return p
}

// bytes tells that done of total bytes are read; total is 0 while unknown.
func (p *progress) bytes(done, total int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.tty {
		p.show(done, total, progressbar.OptionShowBytes(true))
		return
	}
	if !p.due() {
		return
	}
	if total > 0 {
		fmt.Fprintf(p.w, "%d MB of %d MB read (%d %%)\n", done>>20, total>>20, 100*done/total)
	} else {
		fmt.Fprintf(p.w, "%d MB read\n", done>>20)
	}
}

// count tells that done of total articles are indexed; total is 0 while unknown.
func (p *progress) count(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.tty {
		p.show(int64(done), int64(total), progressbar.OptionShowCount())
		return
	}
	if total > 0 && p.due() {
		fmt.Fprintf(p.w, "%d of %d articles indexed\n", done, total)
	}
}

func (p *progress) show(done, total int64, unit progressbar.Option) {
	if p.bar == nil {
		p.bar = progressbar.NewOptions64(-1, progressbar.OptionSetWriter(p.w), unit,
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionFullWidth())
	}
	if total > 0 {
		p.bar.ChangeMax64(total)
	}
	p.bar.Set64(done)
}

// due reports, now and then, that a plain line may be printed.
func (p *progress) due() bool {
	if time.Since(p.last) < progressEvery {
		return false
	}
	p.last = time.Now()
	return true
}

// line prints a line without leaving half a bar in it.
func (p *progress) line(w io.Writer, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		p.bar.Clear()
	}
	fmt.Fprintln(w, text)
}

func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		p.bar.Finish()
	}
}
