package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"depesche/internal/access"
)

func definePassword(*flag.FlagSet) runner {
	return func(_ context.Context, _ Config, args []string, con console) error {
		if len(args) > 0 {
			return usageError{"password takes no arguments, others on the machine could see them: type it, or give it on standard input"}
		}
		password, err := readPassword(con)
		if err != nil {
			return err
		}
		hash, err := access.NewPassword(password, rand.Reader)
		if err != nil {
			return fmt.Errorf("hashing the password: %w", err)
		}
		fmt.Fprintln(con.out, hash)
		return nil
	}
}

// readPassword asks twice at a terminal, and reads one line elsewhere.
func readPassword(con console) (string, error) {
	f, ok := con.in.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		line, err := bufio.NewReader(io.LimitReader(con.in, 1<<12)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("reading the password: %w", err)
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	ask := func(prompt string) (string, error) {
		fmt.Fprint(con.err, prompt)
		b, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(con.err)
		if err != nil {
			return "", fmt.Errorf("reading the password: %w", err)
		}
		return string(b), nil
	}
	first, err := ask("Password: ")
	if err != nil {
		return "", err
	}
	again, err := ask("Once more: ")
	if err != nil {
		return "", err
	}
	if first != again {
		return "", errors.New("the two passwords differ")
	}
	return first, nil
}
