// Command supply tells what the program is made of: which modules are linked
// into it, under which licences, as a list for people and as a bill of
// materials (SBOM) for scanners.
//
//	supply licences [-check FILE | -write FILE] [-texts FOLDER]   in the repository's root
//	supply sbom BINARY                                            CycloneDX JSON on stdout
//	supply reviewed FILE FOLDER...                                templates: see reviewed.go
//
// A module whose licence is unknown or not among the accepted ones is an error:
// somebody has to read it before it is shipped.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "supply:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("want a command: licences, sbom or reviewed")
	}
	switch args[0] {
	case "licences":
		return runLicences(args[1:])
	case "sbom":
		if len(args) != 2 {
			return fmt.Errorf("want: supply sbom BINARY")
		}
		return writeSBOM(os.Stdout, args[1])
	case "reviewed":
		if len(args) < 3 {
			return fmt.Errorf("want: supply reviewed FILE FOLDER...")
		}
		return checkReviewed(args[1], args[2:])
	}
	return fmt.Errorf("there is no command %q", args[0])
}

func runLicences(args []string) error {
	fs := flag.NewFlagSet("supply licences", flag.ExitOnError)
	check := fs.String("check", "", "fail unless `file` holds this list")
	write := fs.String("write", "", "write the list to `file`")
	texts := fs.String("texts", "", "copy the texts of the licences into `folder`")
	fs.Parse(args)
	modules, err := linkedModules("./cmd/server")
	if err != nil {
		return err
	}
	list := listText(modules)
	if *texts != "" {
		if err := copyTexts(modules, *texts); err != nil {
			return err
		}
	}
	if *write != "" {
		if err := os.WriteFile(*write, []byte(list), 0o644); err != nil {
			return fmt.Errorf("writing the list of licences: %w", err)
		}
	}
	if *check != "" {
		committed, err := os.ReadFile(*check)
		if err != nil {
			return fmt.Errorf("reading the committed list of licences: %w", err)
		}
		if err := compareLists(string(committed), list); err != nil {
			return fmt.Errorf("%s is not what is linked: %w\nRead the new licences, then: go run ./.ci/supply licences -write %s", *check, err, *check)
		}
		return refuse(modules)
	}
	if *texts != "" {
		return nil // an image is built from what the checks have let through
	}
	if *write == "" {
		fmt.Print(list)
	}
	return refuse(modules)
}
