package warc

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// ErrTooLarge is returned for a body that unpacks to more than the limit.
var ErrTooLarge = errors.New("body is larger than the limit")

// Response is an HTTP response as it stands in a record.
type Response struct {
	Status int
	Header textproto.MIMEHeader
	Body   []byte // without transfer and content encoding
	// Cut: the body ends early, or its encoding is damaged; Body is what could
	// be read.
	Cut bool
}

// ParseResponse reads the block of a response record. It takes what servers
// and archives really hold: no status text, chunks that are none, compressed
// bodies that end early. No body may unpack to more than limit bytes.
func ParseResponse(message []byte, limit int64) (*Response, error) {
	b := bufio.NewReader(bytes.NewReader(message))
	head, err := readHead(b)
	if err != nil {
		if !errors.Is(err, io.ErrUnexpectedEOF) || !bytes.HasPrefix(message, []byte("HTTP/")) {
			return nil, fmt.Errorf("no HTTP header: %w", err)
		}
		head = message // a header without an end has no body
	}
	first, _, _ := bytes.Cut(head, []byte("\n"))
	fields := strings.Fields(string(first))
	if len(fields) < 2 || !strings.HasPrefix(fields[0], "HTTP/") {
		return nil, fmt.Errorf("no HTTP status line: %.60q", first)
	}
	status, err := strconv.Atoi(fields[1])
	if err != nil || status < 100 || status > 999 {
		return nil, fmt.Errorf("no HTTP status: %.60q", first)
	}
	r := &Response{Status: status, Header: parseHeader(head)}
	body := message[len(head):]
	if strings.Contains(strings.ToLower(strings.Join(r.Header["Transfer-Encoding"], ",")), "chunked") {
		var whole bool
		body, whole = dechunk(body)
		r.Cut = !whole
	} else if n, err := strconv.ParseInt(r.Header.Get("Content-Length"), 10, 64); err == nil && n > int64(len(body)) {
		r.Cut = true
	}
	return r, r.decode(body, limit)
}

// dechunk takes the chunks apart. A body that does not begin with a chunk is
// taken as it is: some archives keep the header of what they have decoded.
// whole is false if the last chunk is missing.
func dechunk(body []byte) (data []byte, whole bool) {
	rest := body
	for first := true; ; first = false {
		line, after, ok := bytes.Cut(rest, []byte("\n"))
		digits, _, _ := bytes.Cut(bytes.TrimSpace(line), []byte(";"))
		size, err := strconv.ParseUint(string(bytes.TrimSpace(digits)), 16, 63)
		if !ok && len(line) == 0 && !first {
			return data, false
		}
		if err != nil || len(digits) > 16 {
			if first {
				return body, true
			}
			return data, false
		}
		if size == 0 {
			return data, true
		}
		if size > uint64(len(after)) {
			if first && size > 2*uint64(len(after)) {
				return body, true // hexadecimal by chance
			}
			return append(data, after...), false
		}
		data = append(data, after[:size]...)
		rest = bytes.TrimPrefix(bytes.TrimPrefix(after[size:], []byte("\r")), []byte("\n"))
	}
}

// decode undoes the content encodings, the last one first.
func (r *Response) decode(body []byte, limit int64) error {
	var names []string
	for _, v := range r.Header["Content-Encoding"] {
		for name := range strings.SplitSeq(v, ",") {
			names = append(names, strings.ToLower(strings.TrimSpace(name)))
		}
	}
	const most = 4
	if len(names) > most {
		return fmt.Errorf("%d content encodings", len(names))
	}
	for i := len(names) - 1; i >= 0; i-- {
		decoded, err := decodeAs(names[i], body, limit)
		switch {
		case errors.Is(err, ErrTooLarge):
			return err
		case len(decoded) == 0 && err != nil:
			// Not encoded at all: some archives keep the header of what they have decoded.
			r.Cut = r.Cut || len(body) == 0
		default:
			body = decoded
			r.Cut = r.Cut || err != nil
		}
	}
	if int64(len(body)) > limit {
		return ErrTooLarge
	}
	r.Body = body
	return nil
}

func decodeAs(name string, body []byte, limit int64) ([]byte, error) {
	source := bytes.NewReader(body)
	var in io.Reader
	var err error
	switch name {
	case "", "identity":
		return body, nil
	case "gzip", "x-gzip":
		in, err = gzip.NewReader(source)
	case "deflate":
		if in, err = zlib.NewReader(source); err != nil {
			in, err = flate.NewReader(bytes.NewReader(body)), nil // raw, as some servers send it
		}
	case "br":
		in = brotli.NewReader(source)
	case "zstd":
		var z *zstd.Decoder
		if z, err = zstd.NewReader(source, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(64<<20)); err == nil {
			defer z.Close()
			in = z
		}
	default:
		return nil, fmt.Errorf("unknown content encoding %q", name)
	}
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(in, limit+1))
	if int64(len(data)) > limit {
		return nil, ErrTooLarge
	}
	return data, err
}
