package bleveindex

import (
	"path/filepath"
	"testing"

	"depesche/internal/index"
	"depesche/internal/index/indextest"
)

func TestConformance(t *testing.T) {
	for name, dir := range map[string]func(t *testing.T) string{
		"memory": func(*testing.T) string { return "" },
		"disk":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "index") },
	} {
		t.Run(name, func(t *testing.T) {
			indextest.Run(t, func(t *testing.T) index.Index {
				x, err := Create(dir(t), Options{})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() {
					if err := x.Close(); err != nil {
						t.Error(err)
					}
				})
				return x
			})
		})
	}
}
