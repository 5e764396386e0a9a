package access

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"depesche/internal/archive"
)

// Keys derives the keys of sessions and links from one secret.
type Keys struct{ secret string }

// NewKeys takes a secret of at least 16 bytes.
func NewKeys(secret string) (Keys, error) {
	if len(secret) < 16 {
		return Keys{}, errors.New("the secret is shorter than 16 bytes")
	}
	return Keys{secret}, nil
}

func (k Keys) sign(purpose, payload string) string {
	// HKDF (RFC 5869) keeps the purposes apart: a session is no link.
	key, err := hkdf.Key(sha256.New, []byte(k.secret), nil, "depesche "+purpose, 32)
	if err != nil {
		panic(err) // only for lengths over 255 hashes
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(payload))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:20])
}

// A token is fields and a signature over them, joined by dots. The fields have
// no dots in them.
func (k Keys) seal(purpose string, fields ...string) string {
	payload := strings.Join(fields, ".")
	return payload + "." + k.sign(purpose, payload)
}

func (k Keys) open(purpose, token string) ([]string, bool) {
	i := strings.LastIndexByte(token, '.')
	if i < 0 || len(token) > 512 || !hmac.Equal([]byte(k.sign(purpose, token[:i])), []byte(token[i+1:])) {
		return nil, false
	}
	return strings.Split(token[:i], "."), true
}

// Session is what a reader has who gave the password.
type Session struct{ Until time.Time }

// Token is the session as the value of a cookie.
func (k Keys) Token(s Session) string {
	return k.seal("session", strconv.FormatInt(s.Until.Unix(), 36))
}

// Session reads a cookie. It is false for a forged or ended one.
func (k Keys) Session(token string, now time.Time) (Session, bool) {
	until, ok := k.openUntil("session", token)
	return Session{until}, ok && now.Before(until)
}

// FormToken goes with a form that changes something. It is bound to the reader
// (any text that no other reader has), so that no other site can make one up
// or bring its own.
func (k Keys) FormToken(reader string, until time.Time) string {
	return k.seal("form "+reader, strconv.FormatInt(until.Unix(), 36))
}

// FormValid reports whether the token is one of this reader's and has not ended.
func (k Keys) FormValid(token, reader string, now time.Time) bool {
	until, ok := k.openUntil("form "+reader, token)
	return ok && now.Before(until)
}

// openUntil reads a token that says nothing but when it ends.
func (k Keys) openUntil(purpose, token string) (time.Time, bool) {
	fields, ok := k.open(purpose, token)
	if !ok || len(fields) != 1 {
		return time.Time{}, false
	}
	until, err := strconv.ParseInt(fields[0], 36, 64)
	return time.Unix(until, 0), err == nil
}

// Link is what a share link opens, and until when.
type Link struct {
	ID      string // names it in the list of links
	Article archive.ID
	PID     string // "" is the whole article
	Until   time.Time
}

// Opens reports whether the link lets its bearer read a page of the article:
// the passage pid, or with "" the article itself and what belongs to it.
func (l Link) Opens(article archive.ID, pid string) bool {
	return l.Article == article && (l.PID == "" || l.PID == pid)
}

// LinkToken is the link as it stands in its URL.
func (k Keys) LinkToken(l Link) string {
	return k.seal("link", l.ID, string(l.Article), l.PID, strconv.FormatInt(l.Until.Unix(), 36))
}

// Link reads the token of a share link. The error says to the reader what is
// wrong with it.
func (k Keys) Link(token string, now time.Time) (Link, error) {
	fields, ok := k.open("link", token)
	if !ok || len(fields) != 4 {
		return Link{}, archive.Errorf(archive.CodeNotFound, "Dieser Freigabe-Link ist unvollständig oder verändert worden.")
	}
	until, err := strconv.ParseInt(fields[3], 36, 64)
	if err != nil {
		return Link{}, fmt.Errorf("reading the end of a share link: %w", err)
	}
	l := Link{fields[0], archive.ID(fields[1]), fields[2], time.Unix(until, 0)}
	if !now.Before(l.Until) {
		return l, archive.Errorf(archive.CodeGone, "Dieser Freigabe-Link galt bis zum %s.", l.Until.Format("2.1.2006"))
	}
	return l, nil
}
