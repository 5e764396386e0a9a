// Package warc reads web archives: WARC files of versions 1.0 and 1.1
// (ISO 28500:2017), plain or compressed record by record with gzip, and the
// HTTP messages in them.
//
// It reads what is there. A record that is cut short is given as far as it
// goes, and after damage the reader goes on with the next record it can find,
// so that one broken record does not cost the rest of a file. It holds one
// record's header in memory and streams its block.
package warc
