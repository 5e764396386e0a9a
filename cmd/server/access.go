package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"depesche/internal/access"
	"depesche/internal/corpus"
)

// resolveAccess checks the settings of a closed archive.
func (c *Config) resolveAccess() error {
	if _, err := access.ParseCard(c.Card); err != nil {
		return fmt.Errorf("-card: %w", err)
	}
	switch c.Access {
	case "open":
	case "password":
		if c.PasswordHash == "" && c.PasswordFile == "" {
			return errors.New("-access password: set -password-hash-file or DEPESCHE_PASSWORD_HASH to what 'server password' prints")
		}
	case "header":
		if c.AccessHeader == "" || http.CanonicalHeaderKey(c.AccessHeader) == "" || strings.ContainsAny(c.AccessHeader, " :\r\n") {
			return fmt.Errorf("-access header: -access-header %q is not the name of a header", c.AccessHeader)
		}
		if c.TrustedProxy == "" {
			return errors.New("-access header: set -trusted-proxy to the addresses of the proxy that sets the header")
		}
	default:
		return fmt.Errorf("-access %q: want open, password or header", c.Access)
	}
	return nil
}

// policy is how the archive is closed, nil for an open one.
func (c *Config) policy(store *corpus.Store) (*access.Policy, error) {
	if c.Access == "open" {
		return nil, nil
	}
	p := &access.Policy{Card: access.Card(c.Card), Links: access.NewLinks(linkFile{store})}
	secret := ""
	var err error
	if c.Access == "header" {
		p.Header = c.AccessHeader
		secret, err = secretIn(c.Data)
	} else {
		p.Password, err = c.passwordHash()
		secret = p.Password.String()
	}
	if err != nil {
		return nil, err
	}
	if p.Keys, err = access.NewKeys(secret); err != nil {
		return nil, fmt.Errorf("closing the archive: %w", err)
	}
	return p, nil
}

func (c *Config) passwordHash() (access.Password, error) {
	text, from := c.PasswordHash, "DEPESCHE_PASSWORD_HASH"
	if c.PasswordFile != "" {
		from = c.PasswordFile
		b, err := os.ReadFile(c.PasswordFile)
		if err != nil {
			return access.Password{}, fmt.Errorf("reading the password's hash: %w", err)
		}
		text = string(b)
	}
	p, err := access.ParsePassword(text)
	if err != nil {
		return access.Password{}, fmt.Errorf("the password's hash in %s: %w", from, err)
	}
	return p, nil
}

// secretIn reads the secret of share links and forms where there is no password
// to derive it from, and makes it the first time.
func secretIn(data string) (string, error) {
	const size = 32
	file := filepath.Join(data, "access.key")
	b, err := os.ReadFile(file)
	if err == nil && len(strings.TrimSpace(string(b))) == 2*size {
		return strings.TrimSpace(string(b)), nil
	} else if err == nil {
		return "", fmt.Errorf("%s is damaged: delete it, and make the share links anew", file)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("reading the secret of share links: %w", err)
	}
	random := make([]byte, size)
	if _, err := rand.Read(random); err != nil {
		return "", fmt.Errorf("drawing a secret: %w", err)
	}
	secret := hex.EncodeToString(random)
	if err := os.MkdirAll(data, 0o755); err != nil {
		return "", fmt.Errorf("making the folder of the secret: %w", err)
	}
	if err := writeSecret(file, secret); err != nil {
		return "", fmt.Errorf("writing the secret of share links: %w", err)
	}
	return secret, nil
}

// writeSecret writes the file whole: a crash or a full disk leaves none or all of it.
func writeSecret(file, secret string) error {
	f, err := os.CreateTemp(filepath.Dir(file), ".access-*") // for nobody else (0600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(secret + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// linkFile keeps share links beside the articles: they can't be derived from
// anything.
type linkFile struct{ store *corpus.Store }

const linksName = "shares/links.jsonl"

func (f linkFile) Read() ([]byte, error)   { return fs.ReadFile(f.store.FS(), linksName) }
func (f linkFile) Write(data []byte) error { return f.store.WriteFile(linksName, data) }
