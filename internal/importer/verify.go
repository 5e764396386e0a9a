package importer

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha1" // WARC files carry SHA-1 digests
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"strings"

	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/importer/warc"

	"github.com/klauspost/compress/zstd"
)

// Difference is something that is not what its hash says.
type Difference struct {
	Path    string // of the article file
	ID      archive.ID
	What    string // "file", "text", "data", "source" or "capture"
	Message string // German
}

// String is "FILE: message".
func (d Difference) String() string { return d.Path + ": " + d.Message }

// Verification counts what Verify has compared.
type Verification struct {
	Articles    int // with provenance, earlier versions included
	Texts       int // texts that are as they were imported
	Sources     int // sources that are as they were read
	Unavailable int // articles whose source is not kept and not there any more
	Differences int
}

// String is the German summary in one line.
func (v Verification) String() string {
	return fmt.Sprintf("%d importierte Texte geprüft: %d unverändert, %d Quellen stimmen, %d Quellen nicht mehr vorhanden, %d Abweichungen",
		v.Articles, v.Texts, v.Sources, v.Unavailable, v.Differences)
}

// Verify recomputes the hashes in the provenance of every article and every
// earlier version: of the text, of the bibliographic data and of the source,
// from the capture or, where there is none, from the file it was read from if
// that is still there. Every difference is reported; one in text or data may
// be a person's edit. So is every file that can't be read.
func Verify(ctx context.Context, store *corpus.Store, report func(Difference)) (Verification, error) {
	var v Verification
	for _, files := range []iter.Seq2[corpus.FileInfo, error]{store.Files(ctx), store.VersionFiles(ctx)} {
		for f, err := range files {
			if ctx.Err() != nil {
				return v, fmt.Errorf("verifying: %w", ctx.Err())
			}
			if err != nil {
				continue
			}
			a, err := store.Read(f.Path)
			if err != nil {
				v.Differences++
				report(Difference{Path: f.Path, What: "file", Message: fmt.Sprintf("die Datei kann nicht gelesen werden: %v", err)})
				continue
			}
			if a.Tombstone != nil || a.Provenance == (archive.Provenance{}) {
				continue
			}
			v.Articles++
			v.article(store, &a, func(what, format string, args ...any) {
				v.Differences++
				report(Difference{a.Path, a.ID, what, fmt.Sprintf(format, args...)})
			})
		}
	}
	return v, nil
}

func (v *Verification) article(store *corpus.Store, a *archive.Article, differ func(what, format string, args ...any)) {
	p := a.Provenance
	if base := versionOf(a.Path); base != "" && base != string(a.ID) {
		differ("data", "die Fassung liegt unter %s, nennt aber den Artikel %s", base, a.ID)
	}
	switch {
	case p.TextSHA256 == "":
		differ("text", "der Herkunft fehlt der Hash des Textes")
	case a.TextSHA256() == p.TextSHA256:
		v.Texts++
	default:
		differ("text", "der Text ist nicht mehr der importierte (von Hand bearbeitet?)")
	}
	if p.MetaSHA256 != "" && a.MetaSHA256() != p.MetaSHA256 {
		differ("data", "Titel, Datum oder andere Angaben sind nicht mehr die importierten (von Hand bearbeitet?)")
	}
	if p.Capture != "" {
		switch got, err := captureHash(store, p.Capture); {
		case err != nil:
			differ("capture", "die Aufnahme %s: %v", p.Capture, err)
		case got != p.SourceSHA256:
			differ("source", "das Dokument in %s hat nicht mehr den Hash %.12s…, sondern %.12s…", p.Capture, p.SourceSHA256, got)
		default:
			v.Sources++
		}
		return
	}
	switch got, ok := fileHash(p.Source, p.SourceSHA256); {
	case !ok || p.SourceSHA256 == "" || strings.HasPrefix(p.Importer, "feed/"):
		v.Unavailable++
	case got != p.SourceSHA256 && importedLater(store, a, got):
		v.Unavailable++ // the file holds what was imported as another version
	case got != p.SourceSHA256:
		differ("source", "die Quelldatei %s hat nicht mehr den Hash %.12s…, sondern %.12s…", p.Source, p.SourceSHA256, got)
	default:
		v.Sources++
	}
}

// importedLater reports whether another text of the article was made from a
// source with that hash.
func importedLater(store *corpus.Store, a *archive.Article, sha256 string) bool {
	if versionOf(a.Path) != "" {
		return true // what an earlier version was read from may have changed since
	}
	for n := 1; n < a.Version; n++ {
		if other, err := store.Version(a.ID, n); err == nil && other.Provenance.SourceSHA256 == sha256 {
			return true
		}
	}
	return false
}

// versionOf is the id in the path of a version, "" for other paths.
func versionOf(name string) string {
	rest, ok := strings.CutPrefix(name, corpus.VersionsDir+"/")
	if !ok {
		return ""
	}
	id, _, _ := strings.Cut(rest, "/")
	return id
}

// captureHash is the hash of the document in a capture. The digests in its
// records are compared too.
func captureHash(store *corpus.Store, name string) (string, error) {
	f, err := store.FS().Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", errors.New("die Datei fehlt")
	}
	if err != nil {
		return "", err
	}
	defer f.Close()
	limits := Options{}.withDefaults().Limits
	reader, err := warc.NewReader(f, limits.Ratio)
	if err != nil {
		return "", err
	}
	sum := ""
	for {
		rec, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", fmt.Errorf("beschädigt: %w", err)
		}
		block, err := io.ReadAll(io.LimitReader(rec.Block, limits.Item+1))
		if err != nil {
			return "", fmt.Errorf("beschädigt: %w", err)
		}
		if !digestHolds(rec.Header.Get("Warc-Block-Digest"), block) && rec.Header.Get("Warc-Truncated") == "" {
			return "", errors.New("der Satz passt nicht zu seiner Prüfsumme (WARC-Block-Digest)")
		}
		switch rec.Type() {
		case "response":
			r, err := warc.ParseResponse(block, limits.Item)
			if err != nil {
				return "", fmt.Errorf("beschädigt: %w", err)
			}
			block = r.Body
		case "resource", "conversion":
		default:
			continue
		}
		hash := sha256.Sum256(block)
		sum = hex.EncodeToString(hash[:])
	}
	if sum == "" {
		return "", errors.New("kein Dokument darin")
	}
	return sum, nil
}

// digestHolds compares a labelled digest, base 32 or hexadecimal. One that is
// missing or of another kind holds.
func digestHolds(want string, data []byte) bool {
	algorithm, value, ok := strings.Cut(want, ":")
	if !ok {
		return true
	}
	var sum []byte
	switch strings.ToLower(algorithm) {
	case "sha1":
		s := sha1.Sum(data)
		sum = s[:]
	case "sha256", "sha-256":
		s := sha256.Sum256(data)
		sum = s[:]
	default:
		return true
	}
	return strings.EqualFold(value, base32.StdEncoding.EncodeToString(sum)) || strings.EqualFold(value, hex.EncodeToString(sum))
}

// fileHash hashes a source that is a file of its own. Where it was compressed
// the hash that is wanted is that of the document in it.
func fileHash(name, want string) (string, bool) {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() {
		return "", false
	}
	f, err := os.Open(name)
	if err != nil {
		return "", false
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", false
	}
	sum := hex.EncodeToString(h.Sum(nil))
	if sum == want {
		return sum, true
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return sum, true
	}
	var r io.Reader = f
	for range maxDepth {
		if r = unpacked(r); r == nil {
			break
		}
		data, err := io.ReadAll(io.LimitReader(r, Options{}.withDefaults().Limits.Item+1))
		if err != nil {
			break
		}
		if inner := sha256.Sum256(data); hex.EncodeToString(inner[:]) == want {
			return want, true
		}
		r = bytes.NewReader(data)
	}
	return sum, true
}

// unpacked reads what gzip or Zstandard packed; nil if neither did.
func unpacked(r io.Reader) io.Reader {
	b := bufio.NewReader(r)
	head, _ := b.Peek(4)
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		if z, err := gzip.NewReader(b); err == nil {
			return z
		}
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		if z, err := zstd.NewReader(b, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(64<<20)); err == nil {
			return z.IOReadCloser()
		}
	}
	return nil
}
