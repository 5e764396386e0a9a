// Package ingest keeps the index in step with the corpus: it reads article
// files, recognises what they mention, fills the index, and serves searches
// from it while it does so.
//
// # The model
//
// The article files are the truth. The data folder holds what is derived from
// them and may be deleted at any time:
//
//	LOCK                     held by the one process that uses the folder
//	CURRENT                  the name of the generation that answers
//	generations/7/manifest.json  what made it, and the sums of its files
//	generations/7/catalogue.db   which files are in it, see package catalogue
//	generations/7/index/         the engine's
//	generations/7/stats/         the entity statistics
//	quarantine/…             the last generation that was found damaged or stale
//
// A generation is one index with all that belongs to it. [Open] verifies the
// current one and serves it at once; then a sync brings it in step with the
// corpus: it reads the files whose size or time changed, and hashes to see
// whether anything really did. A generation that is damaged or was made by
// another version of the engine is set aside and a new one is built; if the
// engine can still read it (Engine.Serves), it answers until then.
// CURRENT names it when it is complete, written last; searches move over
// without one unanswered ([Handle]). A generation cut short while it was built
// is resumed.
//
// A change goes index first, catalogue second. A crash between the two leaves a
// file in the index that the catalogue doesn't know; it is read again, and
// putting it again changes nothing. So no state needs a hand.
//
// When the entity registry changes, articles are recognised anew in place and
// only those whose mentions changed are put again.
//
// When the disk is full, writing stops before the engine meets it; reads go on,
// and a sync follows when there is room.
//
// [Archive] is all this behind one type. It answers searches, hands out
// articles (archive.Corpus) and tells its state.
package ingest
