// Command server runs Depesche, a searchable web archive of German press
// articles: it serves the archive, imports articles into it and looks after
// the index.
//
// Each command is one file of this package: it reads its flags, wires the
// packages below internal and prints what happened. [Config] is read the same
// way by all of them.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// Exit statuses, as promised to scripts.
const (
	exitDone     = 0
	exitProblems = 1 // done with problems, each named
	exitUsage    = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.LookupEnv, console{os.Stdin, os.Stdout, os.Stderr}))
}

// console is where a command reads and writes.
type console struct {
	in       io.Reader
	out, err io.Writer
}

// command is one thing the program does.
type command struct {
	name  string
	args  string // as shown in the usage, "" for none
	short string
	// define adds the command's own flags and returns what runs it with the arguments that are left.
	define func(*flag.FlagSet) runner
	hidden bool
}

type runner func(ctx context.Context, cfg Config, args []string, con console) error

func commands() []command {
	return []command{
		{name: "serve", short: "serve the archive (the default)", define: defineServe},
		{name: "import", args: importArgs, short: "add articles to the corpus: files, folders, WARC, WACZ, feeds, pages", define: defineImport},
		{name: "check", short: "validate corpus and registry, naming each problem with file and line", define: defineCheck},
		{name: "verify", short: "recompute the hashes of imported texts and sources, naming what differs", define: defineVerify},
		{name: "entities", args: entitiesArgs, short: "list names that the registry lacks; adopt, rename, merge, split", define: defineEntities},
		{name: "reindex", short: "build the index anew", define: defineReindex},
		{name: "eval", args: evalArgs, short: "measure retrieval: TSV topics, TREC qrels; prints nDCG@10, MRR@10, recall@10, recall@100", define: defineEval},
		{name: "healthcheck", short: "exit 0 if the running server is ready", define: defineHealthcheck},
		{name: "password", short: "read a password and print its hash, for -access password", define: definePassword},
		{name: "version", short: "print the version", define: defineVersion},
		{name: "bench", short: "measure the archive of a corpus over HTTP", define: defineBench, hidden: true},
		{name: "gencorpus", args: "FOLDER", short: "make articles to measure on", define: defineGencorpus, hidden: true},
	}
}

// usageError is a call that can't be taken; the program ends with exitUsage.
type usageError struct{ msg string }

func (e usageError) Error() string { return e.msg }

// errProblems says that a command is done, but not without problems that it has
// named already; the program ends with exitProblems and prints nothing more.
var errProblems = errors.New("done with problems")

func run(ctx context.Context, args []string, env func(string) (string, bool), con console) int {
	err := dispatch(ctx, args, env, con)
	var usage usageError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitDone
	case errors.As(err, &usage):
		fmt.Fprintln(con.err, "server:", usage.msg)
		fmt.Fprintln(con.err, "Run 'server -h' for the commands.")
		return exitUsage
	case errors.Is(err, errProblems):
		return exitProblems
	}
	fmt.Fprintln(con.err, "server:", err)
	return exitProblems
}

// dispatch finds the command: configuration may stand before and after its name.
func dispatch(ctx context.Context, args []string, env func(string) (string, bool), con console) error {
	cfg, err := defaultConfig(env)
	if err != nil {
		return usageError{err.Error()}
	}
	printConfig := false
	before := newFlagSet("server", &cfg, &printConfig)
	if err := before.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			printUsage(con.out, before)
			return err
		}
		return usageError{err.Error()}
	}
	cmd, rest, err := pick(before.Args())
	if err != nil {
		return err
	}
	after := newFlagSet("server "+cmd.name, &cfg, &printConfig)
	start := cmd.define(after)
	positional, err := parseInterspersed(after, rest)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(con.out, "usage: server %s [flags] %s\n\n%s\n\n", cmd.name, cmd.args, cmd.short)
		after.SetOutput(con.out)
		after.PrintDefaults()
		return err
	} else if err != nil {
		return usageError{err.Error()}
	}
	if err := cfg.resolve(); err != nil {
		return usageError{err.Error()}
	}
	if printConfig {
		cfg.print(con.out)
		return nil
	}
	return start(ctx, cfg, positional, con)
}

func pick(args []string) (command, []string, error) {
	name := "serve"
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	for _, cmd := range commands() {
		if cmd.name == name {
			return cmd, args, nil
		}
	}
	return command{}, nil, usageError{fmt.Sprintf("there is no command %q", name)}
}

// parseInterspersed lets flags stand after arguments too; "--" ends the flags.
func parseInterspersed(fs *flag.FlagSet, args []string) (positional []string, err error) {
	for len(args) > 0 {
		if err := fs.Parse(args); err != nil {
			return nil, err
		}
		ended := len(args) > len(fs.Args()) && args[len(args)-len(fs.Args())-1] == "--"
		args = fs.Args()
		if ended || len(args) == 0 {
			return append(positional, args...), nil
		}
		positional, args = append(positional, args[0]), args[1:]
	}
	return positional, nil
}

func newFlagSet(name string, cfg *Config, printConfig *bool) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	for _, s := range cfg.settings() {
		if s.flag == "" {
			continue
		}
		fs.Var(s.value, s.flag, s.usage+" ["+s.env+"]")
	}
	fs.BoolVar(printConfig, "print-config", *printConfig, "print the configuration in force, secrets masked, and exit")
	return fs
}

func printUsage(w io.Writer, fs *flag.FlagSet) {
	fmt.Fprint(w, "Depesche, a searchable web archive of German press articles.\n\nusage: server [command] [flags] [arguments]\n\n")
	for _, cmd := range commands() {
		if !cmd.hidden {
			fmt.Fprintf(w, "  %-32s %s\n", strings.TrimSpace(cmd.name+" "+cmd.args), cmd.short)
		}
	}
	fmt.Fprint(w, "\nEach command has its own -h. Configuration, flag before [environment] before default:\n\n")
	fs.SetOutput(w)
	fs.PrintDefaults()
}
