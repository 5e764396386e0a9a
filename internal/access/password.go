package access

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Password is the argon2id hash of a password in PHC form:
// $argon2id$v=19$m=19456,t=2,p=1$salt$hash (RFC 9106; the parameters of
// NewPassword are the OWASP password storage cheat sheet's).
type Password struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
	salt    []byte
	sum     []byte
}

// Bounds on the parameters of a hash that is read, so that a mistyped one can't
// stop the server by its cost.
const (
	maxMemory  = 256 << 10 // KiB
	maxTime    = 16
	maxThreads = 16
)

// NewPassword hashes a password with a salt drawn from random.
func NewPassword(password string, random io.Reader) (Password, error) {
	if password == "" {
		return Password{}, errors.New("the password is empty")
	}
	p := Password{memory: 19 << 10, time: 2, threads: 1, salt: make([]byte, 16)}
	if _, err := io.ReadFull(random, p.salt); err != nil {
		return Password{}, fmt.Errorf("drawing a salt: %w", err)
	}
	p.sum = p.derive(password, 32)
	return p, nil
}

// ParsePassword reads the PHC form.
func ParsePassword(s string) (Password, error) {
	malformed := errors.New("want $argon2id$v=19$m=…,t=…,p=…$salt$hash, as 'server password' prints it")
	parts := strings.Split(strings.TrimSpace(s), "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != "v=19" {
		return Password{}, malformed
	}
	var p Password
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.time, &p.threads); err != nil || n != 3 {
		return Password{}, malformed
	}
	if p.threads < 1 || p.threads > maxThreads || p.time < 1 || p.time > maxTime ||
		p.memory < 8*uint32(p.threads) || p.memory > maxMemory {
		return Password{}, fmt.Errorf("parameters %s are out of bounds", parts[3])
	}
	var saltErr, sumErr error
	p.salt, saltErr = base64.RawStdEncoding.DecodeString(parts[4])
	p.sum, sumErr = base64.RawStdEncoding.DecodeString(parts[5])
	if saltErr != nil || sumErr != nil || len(p.salt) < 8 || len(p.sum) < 16 || len(p.sum) > 64 {
		return Password{}, malformed
	}
	return p, nil
}

// String is the PHC form.
func (p Password) String() string {
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", p.memory, p.time, p.threads,
		base64.RawStdEncoding.EncodeToString(p.salt), base64.RawStdEncoding.EncodeToString(p.sum))
}

// Matches reports whether the password is the hashed one, in time that does not
// depend on where they differ.
func (p Password) Matches(password string) bool {
	if len(p.sum) == 0 {
		return false
	}
	return subtle.ConstantTimeCompare(p.derive(password, uint32(len(p.sum))), p.sum) == 1
}

func (p Password) derive(password string, length uint32) []byte {
	return argon2.IDKey([]byte(password), p.salt, p.time, p.memory, p.threads, length)
}
