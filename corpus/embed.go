// Package corpus is the copy of the shipped articles and registry that the
// program carries in itself, for whoever starts it without a corpus folder.
package corpus

import "embed"

// Files holds articles/ and entities.yaml.
//
//go:embed articles entities.yaml
var Files embed.FS
