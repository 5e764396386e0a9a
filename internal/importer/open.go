package importer

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// opener walks the sources and queues their items.
type opener struct {
	*pipeline
	ctx         context.Context
	done, total int64
}

// stream is a source or a member of one while it is read.
type stream struct {
	item  Item // Source, URL and so on for what is in it
	r     *bufio.Reader
	at    io.ReaderAt // not nil: size bytes that can be read at any place
	size  int64
	depth int  // archives it stands in
	named bool // the operator named it, so what is no document is refused, not skipped
}

const peekSize = 4096

func (o *opener) open(sources []string) {
	for _, s := range sources {
		o.total += sizeOf(s)
	}
	for _, s := range sources {
		if o.ctx.Err() != nil {
			return
		}
		o.source(s)
	}
}

// sizeOf is the size of a file or of all files in a folder, 0 if unknown.
func sizeOf(name string) int64 {
	var total int64
	_ = filepath.WalkDir(name, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if info, err := d.Info(); err == nil {
				total += info.Size()
			}
		}
		return nil // what can't be counted is named when it is opened
	})
	return total
}

func (o *opener) source(name string) {
	item := Item{Source: name, Offset: -1}
	switch {
	case name == "-":
		item.Source = "Standardeingabe"
		if o.opts.Stdin == nil {
			o.fail(o.ctx, item, refuse(CodeUnreadable, "keine Standardeingabe"), false)
			return
		}
		o.stream(stream{item: item, r: o.counted(o.opts.Stdin), named: true})
	case strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://"):
		o.address(item)
	default:
		o.path(item)
	}
}

func (o *opener) path(item Item) {
	info, err := os.Stat(item.Source)
	switch {
	case err != nil:
		o.fail(o.ctx, item, unreadable(err), false)
	case info.IsDir():
		o.folder(item.Source)
	case !info.Mode().IsRegular():
		o.fail(o.ctx, item, refuse(CodeUnreadable, "keine gewöhnliche Datei"), false)
	default:
		o.file(item, os.Open, item.Source, true)
	}
}

func unreadable(err error) *Refusal {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return refuse(CodeUnreadable, "Datei oder Ordner gibt es nicht")
	case errors.Is(err, fs.ErrPermission):
		return refuse(CodeUnreadable, "keine Leseberechtigung")
	}
	return refuseErr(CodeUnreadable, err, "kann nicht gelesen werden")
}

// folder opens all files below a folder in the order of their names. Hidden
// files are passed over, symbolic links are not followed: a folder from
// outside must not lead anywhere else.
func (o *opener) folder(dir string) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		o.fail(o.ctx, Item{Source: dir, Offset: -1}, unreadable(err), false)
		return
	}
	defer root.Close()
	_ = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if o.ctx.Err() != nil {
			return fs.SkipAll
		}
		item := Item{Source: path.Join(filepath.ToSlash(dir), name), Offset: -1}
		switch {
		case err != nil:
			o.fail(o.ctx, item, unreadable(err), false)
		case name != "." && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.IsDir() && partsOf(root.FS(), name) != "":
			o.fail(o.ctx, item, refuse(CodeNoPage, "gehört zur gespeicherten Seite %s", partsOf(root.FS(), name)), true)
			return fs.SkipDir
		case d.IsDir():
		case !d.Type().IsRegular():
			o.fail(o.ctx, item, refuse(CodeUnsupported, "keine gewöhnliche Datei"), true)
		default:
			o.file(item, root.Open, name, false)
		}
		return nil
	})
}

// partsOf names the page that a folder holds the pictures and styles of: browsers
// save "Seite.html" with "Seite_files", "Seite-Dateien" or "Seite-Filer". ""
// for other folders.
func partsOf(fsys fs.FS, dir string) string {
	for _, end := range []string{"_files", "-Dateien", "_Dateien", "-Filer", ".files"} {
		base, ok := strings.CutSuffix(dir, end)
		if !ok {
			continue
		}
		for _, ext := range []string{".html", ".htm", ".xhtml"} {
			if info, err := fs.Stat(fsys, base+ext); err == nil && info.Mode().IsRegular() {
				return path.Base(base + ext)
			}
		}
	}
	return ""
}

func (o *opener) file(item Item, open func(string) (*os.File, error), name string, named bool) {
	f, err := open(name)
	if err != nil {
		o.fail(o.ctx, item, unreadable(err), false)
		return
	}
	defer f.Close()
	s := stream{item: item, r: o.counted(f), named: named}
	if info, err := f.Stat(); err == nil {
		s.at, s.size = f, info.Size()
	}
	o.stream(s)
}

// counted reports what is read of it as progress.
func (o *opener) counted(r io.Reader) *bufio.Reader {
	return bufio.NewReaderSize(progressReader{r, o}, 64<<10)
}

type progressReader struct {
	r io.Reader
	o *opener
}

func (p progressReader) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.o.done += int64(n)
	p.o.opts.OnProgress(p.o.done, p.o.total)
	return n, err
}

// stream opens what it is by its first bytes.
func (o *opener) stream(s stream) {
	head, err := s.r.Peek(peekSize)
	var refusal *Refusal
	switch {
	case errors.As(err, &refusal):
		o.fail(o.ctx, s.item, refusal, false)
	case err != nil && !errors.Is(err, io.EOF) && len(head) == 0:
		o.fail(o.ctx, s.item, refuseErr(CodeDamaged, err, "bricht ab"), false)
	case s.depth > maxDepth:
		o.fail(o.ctx, s.item, refuse(CodeBomb, "mehr als %d Archive ineinander", maxDepth), false)
	case bytes.HasPrefix(head, []byte("WARC/")):
		o.warcFile(s)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		o.zipFile(s)
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		o.gzipFile(s, head)
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		o.zstdFile(s)
	default:
		o.document(s)
	}
}

// gzipFile opens what was compressed: a WARC file record by record, anything
// else as a whole.
func (o *opener) gzipFile(s stream, head []byte) {
	if gzippedWARC(head) {
		o.warcFile(s)
		return
	}
	z, err := gzip.NewReader(s.r)
	if err != nil {
		o.fail(o.ctx, s.item, refuseErr(CodeDamaged, err, "kein lesbares gzip"), false)
		return
	}
	o.stream(stream{item: s.item, r: bufio.NewReader(z), depth: s.depth + 1, named: s.named})
}

func gzippedWARC(head []byte) bool {
	z, err := gzip.NewReader(bytes.NewReader(head))
	if err != nil {
		return false
	}
	start := make([]byte, len("WARC/"))
	_, err = io.ReadFull(z, start)
	return err == nil && string(start) == "WARC/"
}

func (o *opener) zstdFile(s stream) {
	z, err := zstd.NewReader(s.r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(64<<20))
	if err != nil {
		o.fail(o.ctx, s.item, refuseErr(CodeDamaged, err, "kein lesbares Zstandard"), false)
		return
	}
	defer z.Close()
	o.stream(stream{item: s.item, r: bufio.NewReader(z), depth: s.depth + 1, named: s.named})
}

// document reads the rest of the stream as one item.
func (o *opener) document(s stream) {
	limit := o.opts.Limits.Item
	data, err := io.ReadAll(io.LimitReader(s.r, limit+1))
	var refusal *Refusal
	switch {
	case errors.As(err, &refusal):
		o.fail(o.ctx, s.item, refusal, false)
	case err != nil:
		o.fail(o.ctx, s.item, refuseErr(CodeDamaged, err, "bricht ab"), false)
	case int64(len(data)) > limit:
		o.fail(o.ctx, s.item, refuse(CodeTooLarge, "größer als %s für ein Dokument", megabytes(limit)), false)
	case !s.named && len(data) > 0 && binaryKind(data) != "":
		o.fail(o.ctx, s.item, refuse(CodeUnsupported, "%s", binaryKind(data)), true)
	default:
		s.item.Data, s.item.Found = data, !s.named
		o.emit(o.ctx, s.item)
	}
}

func megabytes(n int64) string { return fmt.Sprintf("%d MB", n>>20) }
