package warc

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
	"strings"
	"time"
)

const (
	maxHeader = 64 << 10 // bytes of one record's header
	bombFrom  = 64 << 20 // unpacked bytes of one gzip member before its ratio is judged
)

// ErrBomb is returned when a gzip member unpacks to far more than it is.
var ErrBomb = errors.New("a compressed record unpacks beyond measure")

// DamageError says that no record could be read at an offset. The next call of
// Next goes on behind it.
type DamageError struct {
	Offset int64
	Err    error
}

func (e *DamageError) Error() string { return fmt.Sprintf("damaged record at %d: %v", e.Offset, e.Err) }

func (e *DamageError) Unwrap() error { return e.Err }

// Record is one record of a file.
type Record struct {
	Offset int64  // of the record, or of the gzip member it stands in
	Head   []byte // the header as it stands, with the empty line at its end
	Header textproto.MIMEHeader
	Length int64     // of the block as declared
	Block  io.Reader // the block; ends with io.ErrUnexpectedEOF where it is cut short
}

// Type is the WARC-Type, lower case.
func (r *Record) Type() string { return strings.ToLower(r.Header.Get("Warc-Type")) }

// URI is the WARC-Target-URI, without the angle brackets some writers put
// around it and with blanks escaped.
func (r *Record) URI() string {
	s := strings.TrimSuffix(strings.TrimPrefix(r.Header.Get("Warc-Target-Uri"), "<"), ">")
	return strings.ReplaceAll(s, " ", "%20")
}

// Date is the WARC-Date, zero if there is none.
func (r *Record) Date() time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z", "2006-01-02", "20060102150405"} {
		if t, err := time.Parse(layout, r.Header.Get("Warc-Date")); err == nil {
			return t
		}
	}
	return time.Time{}
}

// Reader reads the records of one file.
type Reader struct {
	raw    *bufio.Reader
	count  *counter
	ratio  int64
	zipped bool
	member *gzip.Reader
	out    int64         // unpacked bytes of the member
	start  int64         // raw offset of the member
	plain  *bufio.Reader // the text of the records
	block  *block        // of the record before
	whole  bool
}

// NewReader reads from r. ratio is how many times larger than packed a gzip
// member of more than 64 MB may unpack.
func NewReader(r io.Reader, ratio int64) (*Reader, error) {
	c := &counter{r: r}
	w := &Reader{raw: bufio.NewReaderSize(c, 64<<10), count: c, ratio: ratio}
	head, err := w.raw.Peek(2)
	if err != nil && len(head) == 0 {
		return nil, fmt.Errorf("reading WARC: %w", err)
	}
	if w.zipped = bytes.Equal(head, []byte{0x1f, 0x8b}); !w.zipped {
		w.plain = w.raw
	}
	return w, nil
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}

// offset is where the next raw byte stands in the file.
func (r *Reader) offset() int64 { return r.count.n - int64(r.raw.Buffered()) }

// Next returns the next record; its block is valid until the next call. The
// error is io.EOF at the end, *DamageError for a place that can't be read, and
// final if it is any other.
func (r *Reader) Next() (*Record, error) {
	if b := r.block; b != nil {
		r.block = nil
		told := b.failed // the caller has seen the error
		_, err := io.Copy(io.Discard, b)
		if errors.Is(err, ErrBomb) {
			return nil, err
		}
		whole := r.whole // the next record has begun
		r.whole = false
		if err != nil && r.zipped && !whole { // the member is broken
			if damage := r.damaged(err); !told {
				return nil, damage
			}
		}
	}
	for {
		if r.plain == nil {
			if err := r.nextMember(); err != nil {
				return nil, err
			}
		}
		if err := skipBlankLines(r.plain); err != nil {
			if !r.zipped {
				return nil, endOf(err)
			}
			r.plain = nil
			if !errors.Is(err, io.EOF) {
				return nil, r.damaged(err)
			}
			continue // end of the member
		}
		return r.record()
	}
}

func endOf(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return fmt.Errorf("reading WARC: %w", err)
}

func skipBlankLines(b *bufio.Reader) error {
	for {
		c, err := b.ReadByte()
		if err != nil {
			return err
		}
		if c != '\r' && c != '\n' {
			return b.UnreadByte()
		}
	}
}

func (r *Reader) nextMember() error {
	r.start = r.offset()
	r.out = 0
	magic, err := r.raw.Peek(2)
	if len(magic) == 0 {
		return endOf(err)
	}
	if !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return r.damaged(gzip.ErrHeader)
	}
	if r.member == nil {
		r.member, err = gzip.NewReader(r.raw)
	} else {
		err = r.member.Reset(r.raw)
	}
	if err != nil {
		return r.damaged(err)
	}
	r.member.Multistream(false)
	r.plain = bufio.NewReaderSize(unpacking{r}, 32<<10)
	return nil
}

// unpacking reads the member and watches its ratio.
type unpacking struct{ r *Reader }

func (u unpacking) Read(b []byte) (int, error) {
	n, err := u.r.member.Read(b)
	u.r.out += int64(n)
	if u.r.out > bombFrom && u.r.out > u.r.ratio*(u.r.offset()-u.r.start+1) {
		return n, ErrBomb
	}
	return n, err
}

// damaged reports damage at the current member or record and moves to what
// looks like the next one.
func (r *Reader) damaged(cause error) error {
	e := &DamageError{r.start, cause}
	if r.offset() == r.start {
		_, _ = r.raw.Discard(1)
	}
	if r.zipped {
		r.plain, r.member = nil, nil
		r.skipTo([]byte{0x1f, 0x8b, 0x08})
	} else {
		r.skipTo([]byte("WARC/1."))
	}
	return e
}

// skipTo moves to the next place in the file that begins with the mark, or to
// its end.
func (r *Reader) skipTo(mark []byte) {
	for {
		buf, err := r.raw.Peek(r.raw.Size())
		if i := bytes.Index(buf, mark); i >= 0 {
			_, _ = r.raw.Discard(i)
			return
		}
		if err != nil {
			_, _ = r.raw.Discard(len(buf))
			return
		}
		_, _ = r.raw.Discard(len(buf) - len(mark) + 1)
	}
}

func (r *Reader) record() (*Record, error) {
	if !r.zipped {
		r.start = r.offset()
	}
	head, err := readHead(r.plain)
	if err == nil && !bytes.HasPrefix(head, []byte("WARC/")) {
		err = errors.New("no WARC header")
	}
	if errors.Is(err, ErrBomb) {
		return nil, err
	}
	if err != nil {
		return nil, r.damaged(err)
	}
	rec := &Record{Offset: r.start, Head: head, Header: parseHeader(head)}
	rec.Length, err = strconv.ParseInt(strings.TrimSpace(rec.Header.Get("Content-Length")), 10, 64)
	if err != nil || rec.Length < 0 {
		return nil, r.damaged(fmt.Errorf("content length %q", rec.Header.Get("Content-Length")))
	}
	r.block = &block{reader: r, left: rec.Length}
	rec.Block = r.block
	return rec, nil
}

// readHead reads to the first empty line.
func readHead(b *bufio.Reader) ([]byte, error) {
	var head []byte
	for {
		line, err := b.ReadSlice('\n')
		head = append(head, line...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull) && len(head) <= maxHeader:
			continue
		case len(head) > maxHeader:
			return nil, errors.New("header is too long")
		case errors.Is(err, io.EOF):
			return nil, io.ErrUnexpectedEOF
		case err != nil:
			return nil, err
		}
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			return head, nil
		}
	}
}

// parseHeader reads "Name: value" lines; folded lines are joined and lines of
// another form passed over. The first line is not among them.
func parseHeader(head []byte) textproto.MIMEHeader {
	h := textproto.MIMEHeader{}
	lines := strings.Split(string(head), "\n")
	last := ""
	for _, line := range lines[1:] {
		line = strings.TrimRight(line, "\r")
		if last != "" && (strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")) {
			values := h[last]
			values[len(values)-1] = strings.TrimSpace(values[len(values)-1] + " " + strings.TrimSpace(line))
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		last = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name))
		h[last] = append(h[last], strings.TrimSpace(value))
	}
	return h
}

// block reads the declared length, no more.
type block struct {
	reader *Reader
	left   int64
	failed bool
}

func (b *block) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, io.EOF
	}
	n, err := b.reader.plain.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	if errors.Is(err, io.EOF) {
		err = nil
		if b.left > 0 && !b.reader.spansMember() {
			err = io.ErrUnexpectedEOF
			b.left = 0 // what follows is not this block's
		}
	}
	b.failed = b.failed || err != nil
	return n, err
}

// spansMember goes on to the next gzip member in the middle of a block: some
// writers put header and block into members of their own. It is false, and the
// block cut short, if the member begins another record.
func (r *Reader) spansMember() bool {
	if !r.zipped {
		return false
	}
	if head, err := r.raw.Peek(2); err != nil || head[0] != 0x1f || head[1] != 0x8b {
		return false
	}
	if r.nextMember() != nil {
		return false
	}
	start, _ := r.plain.Peek(len("WARC/"))
	if string(start) == "WARC/" {
		r.whole = true
		return false
	}
	return true
}
