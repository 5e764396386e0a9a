// Package access decides who may read a closed archive.
//
// # The model
//
// An archive is open, or it is closed by a [Policy]: readers prove who they are
// by a password ([Password]) or a trusted proxy vouches for them in a header.
// Whoever has given the password carries a [Session]: a signed cookie that says
// until when, and nothing that the server would have to remember.
//
// A reader of a closed archive may pass on one article or passage by a share
// link ([Link]): a signed token that says what it opens and until when.
// Redeeming it, which takes a click and so no preview bot does it, makes the
// token a cookie. Links are listed in a file of the corpus ([Links]), so that
// each can be revoked, and each use asks the list.
//
// All keys are derived from one secret ([Keys]). With a password the secret is
// its hash, so that a new password ends all sessions and links at once.
package access
