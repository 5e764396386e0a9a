// Package testkit gives tests what they share: the folder of outside data they
// measure on. A test that needs it says so when it is absent, and fails
// instead of skipping where DEPESCHE_REQUIRE is set, as CI does.
package testkit

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Shared returns the path of a file or folder of the shared test data:
// below $DEPESCHE_SHARED, else below ../shared beside the repository.
func Shared(t testing.TB, parts ...string) string {
	t.Helper()
	root := os.Getenv("DEPESCHE_SHARED")
	if root == "" {
		root = filepath.Join(Root(t), "..", "shared")
	}
	path := filepath.Join(append([]string{root}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		Missing(t, "shared test data: %v (set DEPESCHE_SHARED to the folder)", err)
	}
	return path
}

// Missing skips the test because something it needs is not there, or fails it
// where DEPESCHE_REQUIRE is set.
func Missing(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv("DEPESCHE_REQUIRE") != "" {
		t.Fatalf("required, but missing: "+format, args...)
	}
	t.Skipf("skipped, missing: "+format, args...)
}

// Root is the repository's root folder.
func Root(t testing.TB) string {
	t.Helper()
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		t.Fatal("finding the repository root: no caller information")
	}
	return filepath.Join(filepath.Dir(file), "..", "..")
}
