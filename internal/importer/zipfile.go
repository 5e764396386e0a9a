package importer

import (
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strconv"
	"strings"

	"depesche/internal/importer/warc"
)

func itoa(n int) string { return strconv.Itoa(n) }

const (
	maxDepth    = 3        // archives in archives
	maxSpool    = 1 << 30  // bytes of an archive that is read from a stream and must be seekable
	maxManifest = 4 << 20  // bytes of a WACZ's datapackage.json
	bombFrom    = 64 << 20 // unpacked bytes from which the ratio of a member is judged
)

// zipFile opens a ZIP file: a WACZ by its WARC files, any other as a folder.
func (o *opener) zipFile(s stream) {
	if s.at == nil {
		spooled, err := o.spool(s.r)
		if err != nil {
			o.fail(o.ctx, s.item, err, false)
			return
		}
		defer os.Remove(spooled.Name())
		defer spooled.Close()
		info, err := spooled.Stat()
		if err != nil {
			o.fail(o.ctx, s.item, unreadable(err), false)
			return
		}
		s.at, s.size = spooled, info.Size()
	}
	z, err := zip.NewReader(s.at, s.size)
	if err != nil {
		o.fail(o.ctx, s.item, refuseErr(CodeDamaged, err, "kein lesbares ZIP-Archiv"), false)
		return
	}
	if len(z.File) > o.opts.Limits.Members {
		o.fail(o.ctx, s.item, refuse(CodeBomb, "%d Dateien im Archiv, erlaubt sind %d", len(z.File), o.opts.Limits.Members), false)
		return
	}
	if reason := officeKind(z); reason != "" {
		o.fail(o.ctx, s.item, refuse(CodeUnsupported, "%s", reason), !s.named)
		return
	}
	members := z.File
	if manifest := findMember(z, "datapackage.json"); manifest != nil || hasWARC(z) {
		var err error
		if members, err = o.waczMembers(s.item, z, manifest); err != nil {
			o.fail(o.ctx, s.item, err, false)
			return
		}
	}
	for _, f := range members {
		if o.ctx.Err() != nil {
			return
		}
		o.member(s, f)
	}
}

func (o *opener) spool(r io.Reader) (*os.File, error) {
	f, err := os.CreateTemp("", "depesche-import-*")
	if err != nil {
		return nil, refuseErr(CodeUnreadable, err, "kann nicht zwischengespeichert werden")
	}
	n, err := io.Copy(f, io.LimitReader(r, maxSpool+1))
	if err == nil && n > maxSpool {
		err = refuse(CodeTooLarge, "größer als %s für ein Archiv in einem Datenstrom", megabytes(maxSpool))
	}
	if err != nil {
		f.Close()
		os.Remove(f.Name())
		var refusal *Refusal
		if errors.As(err, &refusal) {
			return nil, refusal
		}
		return nil, refuseErr(CodeDamaged, err, "bricht ab")
	}
	return f, nil
}

func officeKind(z *zip.Reader) string {
	switch {
	case findMember(z, "[Content_Types].xml") != nil:
		return "Office-Dokument (DOCX, XLSX, PPTX); als HTML oder Text speichern"
	case findMember(z, "META-INF/container.xml") != nil:
		return "E-Book (EPUB); als HTML oder Text speichern"
	case findMember(z, "META-INF/manifest.xml") != nil:
		return "OpenDocument-Datei; als HTML oder Text speichern"
	}
	return ""
}

func findMember(z *zip.Reader, name string) *zip.File {
	for _, f := range z.File {
		if f.Name == name {
			return f
		}
	}
	return nil
}

func isWARCName(name string) bool {
	return strings.HasSuffix(name, ".warc") || strings.HasSuffix(name, ".warc.gz")
}

func hasWARC(z *zip.Reader) bool {
	for _, f := range z.File {
		if strings.HasPrefix(f.Name, "archive/") && isWARCName(f.Name) {
			return true
		}
	}
	return false
}

// member opens one file of a ZIP file.
func (o *opener) member(s stream, f *zip.File) {
	item := s.item
	item.Source = s.item.Source + "/" + f.Name
	base := path.Base(f.Name)
	if f.FileInfo().IsDir() || strings.HasPrefix(base, ".") || strings.HasPrefix(f.Name, "__MACOSX/") {
		return
	}
	if f.Flags&1 != 0 {
		o.fail(o.ctx, item, refuse(CodeUnsupported, "mit Kennwort verschlüsselt"), false)
		return
	}
	if !f.Mode().IsRegular() {
		o.fail(o.ctx, item, refuse(CodeUnsupported, "keine gewöhnliche Datei"), true)
		return
	}
	r, err := f.Open()
	if err != nil {
		o.fail(o.ctx, item, refuseErr(CodeDamaged, err, "kann nicht entpackt werden"), false)
		return
	}
	defer r.Close()
	watched := &ratioReader{r: r, packed: int64(f.CompressedSize64), ratio: o.opts.Limits.Ratio}
	o.stream(stream{item: item, r: bufio.NewReader(watched), depth: s.depth + 1})
}

// ratioReader ends with a Refusal when a member unpacks beyond measure.
type ratioReader struct {
	r             io.Reader
	out           int64
	packed, ratio int64
}

func (r *ratioReader) Read(b []byte) (int, error) {
	n, err := r.r.Read(b)
	r.out += int64(n)
	if r.out > bombFrom && r.out > r.ratio*(r.packed+1) {
		return n, refuseErr(CodeBomb, warc.ErrBomb, "entpackt sich über alle Maßen")
	}
	return n, err
}

// datapackage is the manifest of a WACZ (specs.webrecorder.net/wacz/1.1.1).
type datapackage struct {
	Resources []struct {
		Path string `json:"path"`
		Hash string `json:"hash"`
	} `json:"resources"`
}

// waczMembers lists the WARC files of a WACZ. What its manifest says and the
// files don't is told as a warning: tools in use write wrong sums, and the
// records can still be read.
func (o *opener) waczMembers(item Item, z *zip.Reader, manifest *zip.File) ([]*zip.File, error) {
	var list []*zip.File
	for _, f := range z.File {
		if isWARCName(f.Name) && strings.HasPrefix(f.Name, "archive/") {
			list = append(list, f)
		}
	}
	if len(list) == 0 {
		return nil, refuse(CodeEmpty, "WACZ ohne WARC-Datei")
	}
	for _, problem := range checkWACZ(z, manifest, o.opts.Limits.Ratio) {
		o.warn(o.ctx, item, problem)
	}
	return list, nil
}

// checkWACZ compares the files with the manifest, and the manifest with its
// digest. The problems are German.
func checkWACZ(z *zip.Reader, manifest *zip.File, ratio int64) (problems []string) {
	if manifest == nil {
		return []string{"WACZ ohne datapackage.json: Herkunft und Prüfsummen sind unbekannt"}
	}
	raw, err := readMember(manifest, maxManifest)
	if err != nil {
		return []string{fmt.Sprintf("datapackage.json kann nicht gelesen werden: %v", err)}
	}
	var p datapackage
	if err := json.Unmarshal(raw, &p); err != nil {
		return []string{fmt.Sprintf("datapackage.json ist kein JSON: %v", err)}
	}
	if err := checkDigest(z, raw); err != nil {
		problems = append(problems, err.Error())
	}
	for _, r := range p.Resources {
		f := findMember(z, r.Path)
		if f == nil {
			problems = append(problems, fmt.Sprintf("WACZ ohne %s, das datapackage.json nennt", r.Path))
		} else if err := checkHash(f, r.Hash, ratio); err != nil {
			problems = append(problems, err.Error())
		}
	}
	return problems
}

func readMember(f *zip.File, limit int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("larger than %d bytes", limit)
	}
	return data, err
}

// checkDigest compares datapackage-digest.json, where there is one, with the
// manifest it vouches for.
func checkDigest(z *zip.Reader, manifest []byte) error {
	f := findMember(z, "datapackage-digest.json")
	if f == nil {
		return nil
	}
	raw, err := readMember(f, maxManifest)
	var digest struct {
		Hash       string `json:"hash"`
		SignedData *struct {
			Hash, Signature, Software, Domain, PublicKey string
		} `json:"signedData"`
	}
	if err == nil {
		err = json.Unmarshal(raw, &digest)
	}
	if err != nil {
		return refuseErr(CodeDamaged, err, "datapackage-digest.json kann nicht gelesen werden")
	}
	sum := sha256.Sum256(manifest)
	if want := strings.TrimPrefix(digest.Hash, "sha256:"); want != hex.EncodeToString(sum[:]) {
		return refuse(CodeDamaged, "die Prüfsumme von datapackage.json stimmt nicht mit datapackage-digest.json überein")
	}
	if signed := digest.SignedData; signed != nil {
		switch {
		case signed.Hash != digest.Hash:
			return refuse(CodeDamaged, "die Unterschrift in datapackage-digest.json gilt einem anderen Inhalt (%.19s…)", signed.Hash)
		case signed.Signature == "" || signed.Domain == "" && signed.PublicKey == "":
			return refuse(CodeDamaged, "die Unterschrift in datapackage-digest.json ist unvollständig")
		}
		by := cmp.Or(signed.Domain, "einem Schlüssel ohne Namen")
		return refuse(CodeUnsupported, "unterschrieben von %s mit %s; die Unterschrift gilt diesem Inhalt, wird aber selbst nicht geprüft", by, cmp.Or(signed.Software, "unbekannter Software"))
	}
	return nil
}

func checkHash(f *zip.File, want string, ratio int64) error {
	want, ok := strings.CutPrefix(want, "sha256:")
	if !ok {
		return nil // no hash, or of a kind that proves nothing
	}
	r, err := f.Open()
	if err != nil {
		return refuseErr(CodeDamaged, err, "%s kann nicht entpackt werden", f.Name)
	}
	defer r.Close()
	h := sha256.New()
	if _, err := io.Copy(h, &ratioReader{r: r, packed: int64(f.CompressedSize64), ratio: ratio}); err != nil {
		return refuseErr(CodeDamaged, err, "%s kann nicht entpackt werden", f.Name)
	}
	if !bytes.Equal([]byte(want), []byte(hex.EncodeToString(h.Sum(nil)))) {
		return refuse(CodeDamaged, "die Prüfsumme von %s stimmt nicht mit datapackage.json überein", f.Name)
	}
	return nil
}
