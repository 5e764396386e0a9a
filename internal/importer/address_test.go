package importer

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"testing"
	"time"

	"depesche/internal/importer/capture"
)

func TestAddress(t *testing.T) {
	text := "Getreide"
	mux := http.NewServeMux()
	mux.HandleFunc("/zug", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<html lang=de><head><title>Die Delegation reist</title></head><body><article><h1>Die Delegation reist</h1><p>Die Delegation reiste am Montag mit dem Zug an den Fluss und sprach dort über Kohle und %s.</p><p>Am Abend fuhr sie nach einem gemeinsamen Essen in die Hauptstadt zurück.</p></article></body></html>", text)
	})
	mux.HandleFunc("/feed", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprint(w, strings.ReplaceAll(feeds["atom"], "x.example", "y.example"))
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	b := newBench(t)
	b.opts.Capture = capture.New(capture.Options{AllowPrivate: true, Delay: time.Millisecond})
	b.want(b.importing(server.URL+"/zug"), map[Action]int{New: 1})
	p := b.events[0].Path
	a := b.article(p)
	first := a.Provenance.Capture
	if path.Dir(first) != "captures" || a.URL != server.URL+"/zug" || a.Captured.IsZero() || a.Provenance.Source != server.URL+"/zug" {
		t.Errorf("%+v", a)
	}
	b.want(b.importing(server.URL+"/zug"), map[Action]int{Unchanged: 1})
	text = "Holz"
	b.want(b.importing(server.URL+"/zug"), map[Action]int{Revised: 1})
	if a = b.article(p); a.Version != 2 || a.Provenance.Capture == first {
		t.Errorf("version %d, capture %s", a.Version, a.Provenance.Capture)
	}
	if v, err := b.store.Version(a.ID, 1); err != nil || v.Provenance.Capture != first {
		t.Errorf("version 1: %v, capture %s", err, v.Provenance.Capture)
	}
	b.want(b.importing(server.URL+"/feed", server.URL+"/none"), map[Action]int{New: 1, Refused: 1})
	if e := b.events[1]; e.Code != "fetch-http-status" {
		t.Errorf("%+v", e)
	}
}
