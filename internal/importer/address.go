package importer

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"depesche/internal/importer/capture"
	"depesche/internal/importer/warc"
)

// address captures a page and queues it. Its capture is the whole exchange,
// redirects included.
func (o *opener) address(item Item) {
	item.URL = item.Source
	if o.opts.Capture == nil {
		o.fail(o.ctx, item, refuse(CodeFetch, "Adressen können hier nicht abgerufen werden"), false)
		return
	}
	exchange, err := o.opts.Capture.Capture(o.ctx, item.Source)
	if err != nil {
		o.fail(o.ctx, item, notCaptured(err), false)
		return
	}
	defer exchange.Close()
	data, err := io.ReadAll(exchange)
	if err != nil {
		o.fail(o.ctx, item, refuseErr(CodeFetch, err, "die Aufnahme bricht ab"), false)
		return
	}
	if err := readExchange(&item, data, o.opts.Limits); err != nil {
		o.fail(o.ctx, item, err, false)
		return
	}
	o.emit(o.ctx, item)
}

func notCaptured(err error) *Refusal {
	var e *capture.Error
	if !errors.As(err, &e) {
		return refuseErr(CodeFetch, err, "der Abruf ist gescheitert")
	}
	return &Refusal{Code: CodeFetch + "-" + e.Code, Reason: e.Reason, Err: e.Err}
}

// readExchange takes the document from the last response of an exchange.
func readExchange(item *Item, exchange []byte, limits Limits) error {
	reader, err := warc.NewReader(bytes.NewReader(exchange), limits.Ratio)
	if err != nil {
		return refuseErr(CodeDamaged, err, "die Aufnahme kann nicht gelesen werden")
	}
	var last *warc.Response
	for {
		rec, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return refuseErr(CodeDamaged, err, "die Aufnahme kann nicht gelesen werden")
		}
		if rec.Type() != "response" {
			continue
		}
		block, err := io.ReadAll(io.LimitReader(rec.Block, limits.Item+1))
		if err != nil {
			return refuseErr(CodeDamaged, err, "die Aufnahme bricht ab")
		}
		if last, err = warc.ParseResponse(block, limits.Item); errors.Is(err, warc.ErrTooLarge) {
			return refuse(CodeBomb, "entpackt größer als %s", megabytes(limits.Item))
		} else if err != nil {
			return refuseErr(CodeDamaged, err, "keine lesbare HTTP-Antwort")
		}
		item.URL, item.Fetched = rec.URI(), rec.Date()
	}
	if last == nil {
		return refuse(CodeFetch, "keine Antwort")
	}
	item.Data, item.Declared, item.Cut = last.Body, strings.ToLower(last.Header.Get("Content-Type")), last.Cut
	item.Capture = func(w io.Writer) error {
		_, err := w.Write(exchange)
		return err
	}
	return nil
}
