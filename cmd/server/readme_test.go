package main

import (
	"bufio"
	"bytes"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"depesche/internal/testkit"
)

// readmeCommands are the commands in the README's sh blocks, in order.
func readmeCommands(t *testing.T) []string {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join(testkit.Root(t), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var commands []string
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllSubmatch(readme, -1) {
		text := strings.ReplaceAll(string(block[1]), "\\\n", " ")
		for line := range strings.Lines(text) {
			if line = strings.Join(strings.Fields(line), " "); line != "" {
				commands = append(commands, line)
			}
		}
	}
	return commands
}

// Every command of the README is run here as it stands, with an address and
// folders of the test in the environment. One that nobody runs is a failure.
func TestReadmeCommands(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped in short mode: builds the program")
	}
	root := testkit.Root(t)
	article := filepath.Join(folder(t, map[string]string{"a.txt": "date 2024-06 Ein Titel\n\nEin Text mit genügend Wörtern für einen Artikel. Noch ein Satz.\n"}), "a.txt")
	env := append(os.Environ(), "DEPESCHE_ADDR=127.0.0.1:0", "DEPESCHE_DATA="+t.TempDir())
	ran := map[string]bool{}
	for _, command := range readmeCommands(t) {
		t.Run(command, func(t *testing.T) {
			switch {
			case command == "go test ./...":
				// This is it.
			case strings.HasPrefix(command, "docker "):
				if _, err := os.Stat(filepath.Join(root, "Dockerfile")); err != nil {
					t.Error(err) // built and run by .ci/checks
				}
			case command == "go run ./cmd/server":
				serveOnce(t, root, env)
			case command == "go run ./cmd/server import PATH...":
				runShell(t, root, append(env, "DEPESCHE_CORPUS="+filepath.Join(t.TempDir(), "corpus")), strings.Replace(command, "PATH...", article, 1))
			case command == "cp -a corpus /sicherung/":
				to := t.TempDir()
				runShell(t, root, env, strings.Replace(command, "/sicherung/", to, 1))
				runShell(t, root, append(env, "DEPESCHE_CORPUS="+filepath.Join(to, "corpus")), "go run ./cmd/server check")
			case strings.HasPrefix(command, "go run ./cmd/server "):
				runShell(t, root, env, command)
			default:
				t.Errorf("nobody runs this command of the README: add it here")
			}
			ran[command] = true
		})
	}
	for _, want := range []string{"go run ./cmd/server", "go test ./..."} {
		if !ran[want] {
			t.Errorf("the README does not name %q", want)
		}
	}
}

// The table of the configuration is whole.
func TestReadmeNamesEverySetting(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(testkit.Root(t), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range (&Config{}).settings() {
		if !strings.Contains(string(readme), "| "+s.env+" |") || s.flag != "" && !strings.Contains(string(readme), "| -"+s.flag+" |") {
			t.Errorf("the README's table lacks -%s, %s", s.flag, s.env)
		}
	}
}

func runShell(t *testing.T, dir string, env []string, command string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", command)
	cmd.Dir, cmd.Env = dir, env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", command, err, out)
	}
}

// serveOnce starts the program, waits until it says where it listens, asks for
// a search and stops it with the signal that containers send.
func serveOnce(t *testing.T, root string, env []string) {
	binary := filepath.Join(t.TempDir(), "server")
	runShell(t, root, env, "go build -o "+binary+" ./cmd/server")
	cmd := exec.Command(binary)
	cmd.Dir, cmd.Env = root, env
	var errOut bytes.Buffer
	cmd.Stderr = &errOut
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := time.AfterFunc(2*time.Minute, func() { cmd.Process.Kill() })
	defer kill.Stop()
	lines := bufio.NewScanner(stdout)
	base := ""
	for lines.Scan() && !strings.Contains(lines.Text(), " articles ") {
		if m := regexp.MustCompile(`http://\S+`).FindString(lines.Text()); m != "" {
			base = m
		}
	}
	if base == "" {
		cmd.Process.Kill()
		cmd.Wait()
		t.Fatalf("the program does not say where it listens: %s", errOut.String())
	}
	for _, path := range []string{"/", "/suche?q=Vostochny", "/readyz"} {
		res, err := http.Get(base + path)
		if err != nil {
			t.Errorf("GET %s: %v", path, err)
			continue
		}
		res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Errorf("GET %s: %s", path, res.Status)
		}
	}
	cmd.Process.Signal(syscall.SIGTERM)
	if err := cmd.Wait(); err != nil {
		t.Errorf("SIGTERM: %v, want exit status 0\n%s", err, errOut.String())
	}
}
