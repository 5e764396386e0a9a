package capture

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"io"
	"net"
	"net/http/httptrace"
	"time"
)

// warcWriter writes WARC 1.1 records (ISO 28500:2017), each a gzip member.
type warcWriter struct {
	out io.Writer
	now func() time.Time
}

func (w *warcWriter) info(agent string) error {
	body := "software: " + agent + "\r\nformat: WARC File Format 1.1\r\nconformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
	return w.record("warcinfo", recordID(), "application/warc-fields", w.now(), nil, []byte(body))
}

// exchange writes the response and then its request, as they went over the
// line but for transfer encoding.
func (w *warcWriter) exchange(ex *exchange) error {
	var response bytes.Buffer
	fmt.Fprintf(&response, "HTTP/1.1 %s\r\n", ex.response.Status)
	if err := ex.response.Header.Write(&response); err != nil {
		return err
	}
	response.WriteString("\r\n")
	response.Write(ex.body)
	var request bytes.Buffer
	if err := ex.request.Write(&request); err != nil {
		return err
	}
	id := recordID()
	target := "WARC-Target-URI: " + ex.request.URL.String()
	header := []string{target, "WARC-Payload-Digest: " + digest(ex.body), "WARC-Block-Digest: " + digest(response.Bytes())}
	if ex.peer != "" {
		header = append(header, "WARC-IP-Address: "+ex.peer)
	}
	if err := w.record("response", id, "application/http; msgtype=response", ex.at, header, response.Bytes()); err != nil {
		return err
	}
	return w.record("request", recordID(), "application/http; msgtype=request", ex.at, []string{target, "WARC-Concurrent-To: " + id}, request.Bytes())
}

func (w *warcWriter) record(kind, id, media string, at time.Time, header []string, block []byte) error {
	z := gzip.NewWriter(w.out)
	fmt.Fprintf(z, "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: %s\r\nWARC-Date: %s\r\n", kind, id, at.UTC().Format(time.RFC3339))
	for _, h := range header {
		fmt.Fprintf(z, "%s\r\n", h)
	}
	fmt.Fprintf(z, "Content-Type: %s\r\nContent-Length: %d\r\n\r\n", media, len(block))
	if _, err := z.Write(block); err != nil {
		return err
	}
	if _, err := io.WriteString(z, "\r\n\r\n"); err != nil {
		return err
	}
	return z.Close()
}

// recordID is a random UUID (RFC 9562, version 4) as URN.
func recordID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("<urn:uuid:%x-%x-%x-%x-%x>", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + base32.StdEncoding.EncodeToString(sum[:])
}

// withPeer notes the server's address once the connection stands.
func withPeer(ctx context.Context, peer *string) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		if host, _, err := net.SplitHostPort(info.Conn.RemoteAddr().String()); err == nil {
			*peer = host
		}
	}})
}
