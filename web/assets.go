package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
)

//go:embed static
var static embed.FS

// Asset is one file that pages load, under a name that changes with its content.
type Asset struct {
	Path string // "/static/depesche.3f2a91c0.css"
	Type string // media type
	Body []byte
	Gzip []byte // nil where compressing saves nothing
}

// Assets are all files that pages load. Style sheets and scripts are written in
// several files by subject and sent as one of each, joined in the order of
// their names.
type Assets struct {
	CSS, JS, Icon string // paths
	byPath        map[string]Asset
	hash          string
}

// LoadAssets reads the embedded files.
func LoadAssets() (*Assets, error) {
	a := &Assets{byPath: map[string]Asset{}}
	sum := sha256.New()
	for _, file := range []struct {
		dir, name, media string
		to               *string
	}{
		{"static/css", "depesche.css", "text/css; charset=utf-8", &a.CSS},
		{"static/js", "depesche.js", "text/javascript; charset=utf-8", &a.JS},
		{"static/icon", "icon.svg", "image/svg+xml", &a.Icon},
	} {
		body, err := joined(file.dir)
		if err != nil {
			return nil, fmt.Errorf("loading asset %s: %w", file.name, err)
		}
		asset, err := newAsset(file.name, file.media, body)
		if err != nil {
			return nil, fmt.Errorf("loading asset %s: %w", file.name, err)
		}
		a.byPath[asset.Path] = asset
		*file.to = asset.Path
		sum.Write([]byte(asset.Path))
	}
	a.hash = hex.EncodeToString(sum.Sum(nil))[:8]
	return a, nil
}

// joined is the content of a folder's files in the order of their names.
func joined(dir string) ([]byte, error) {
	entries, err := fs.ReadDir(static, dir)
	if err != nil {
		return nil, err
	}
	sort.Slice(entries, func(i, j int) bool { return entries[i].Name() < entries[j].Name() })
	var all bytes.Buffer
	for _, e := range entries {
		body, err := fs.ReadFile(static, path.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		all.Write(body)
	}
	return all.Bytes(), nil
}

func newAsset(name, media string, body []byte) (Asset, error) {
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	a := Asset{
		Path: "/static/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:4]) + ext,
		Type: media,
		Body: body,
	}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return Asset{}, err
	}
	if _, err := w.Write(body); err != nil {
		return Asset{}, err
	}
	if err := w.Close(); err != nil {
		return Asset{}, err
	}
	if packed.Len() < len(body) {
		a.Gzip = packed.Bytes()
	}
	return a, nil
}

// Get is the asset at a path, or false.
func (a *Assets) Get(path string) (Asset, bool) {
	asset, ok := a.byPath[path]
	return asset, ok
}

// Hash changes when any asset does.
func (a *Assets) Hash() string { return a.hash }
